// hash.hpp : which network a block was built for, as its registers say it (docs/registers.md, HASH).
#ifndef BAC_SYSTEMC_HASH_HPP
#define BAC_SYSTEMC_HASH_HPP

#include "design.hpp"

#include <bac_registers.h>

#include <sha2.h>

#include <array>
#include <cstdlib>

namespace bac {

using network_hash = std::array<uint32_t, BAC_REG_HASH_COUNT>;

// SHA-256 of the network's canonical text, four bytes a word, the first one highest.
inline network_hash hash_of(const bac_net *net) {
    bac_error e{};
    char *text = nullptr;
    size_t size = 0;
    expect_ok(bac_net_text(net, &text, &size, &e), e);
    std::array<uint8_t, 4 * BAC_REG_HASH_COUNT> bytes{};
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, reinterpret_cast<const uint8_t *>(text), size);
    SHA256Final(bytes.data(), &context);
    std::free(text);
    network_hash hash{};
    for (size_t i = 0; i < bytes.size(); i++)
        hash[i / 4] = hash[i / 4] << 8 | bytes[i];
    return hash;
}

} // namespace bac
#endif
