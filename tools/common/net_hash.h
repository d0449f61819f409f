/* net_hash.h - the hash by which wrappers name their network. */
#ifndef BAC_TOOLS_NET_HASH_H
#define BAC_TOOLS_NET_HASH_H

#include "bac.h"

/* SHA-256 of the network's canonical text (bac_net_text). */
bac_status tool_net_hash(const bac_net *net, uint8_t hash[32], bac_error *err);
/* It in 64 hexadecimal digits. */
void tool_hash_text(const uint8_t hash[32], char text[65]);

#endif
