#include "bac_driver.h"

#include "bac_registers.h"

#ifdef BAC_DRIVER_IO
#include BAC_DRIVER_IO
#else
static uint32_t bac_driver_read(const bac_driver *driver, uint32_t offset) {
    return *(volatile uint32_t *)(driver->base + offset);
}

static void bac_driver_write(const bac_driver *driver, uint32_t offset, uint32_t value) {
    *(volatile uint32_t *)(driver->base + offset) = value;
}

static void bac_driver_stream(uintptr_t port, const uint32_t *words, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        *(volatile uint32_t *)port = words[i];
}
#endif

int bac_driver_open(bac_driver *driver, uintptr_t base) {
    driver->base = base;
    if (bac_driver_read(driver, BAC_REG_ID) != BAC_REG_ID_RESET)
        return BAC_DRIVER_ABSENT;
    const uint32_t differs = bac_driver_read(driver, BAC_REG_VERSION) ^ BAC_REG_VERSION_RESET;
    return differs & BAC_REG_VERSION_MAJOR ? BAC_DRIVER_VERSION : BAC_DRIVER_OK;
}

void bac_driver_identify(const bac_driver *driver, bac_driver_identity *identity) {
    identity->version = bac_driver_read(driver, BAC_REG_VERSION);
    identity->samples = bac_driver_read(driver, BAC_REG_SAMPLES);
    identity->frame = bac_driver_read(driver, BAC_REG_FRAME);
    identity->classes = bac_driver_read(driver, BAC_REG_CLASSES);
    for (uint32_t i = 0; i < BAC_REG_HASH_COUNT; i++) {
        const uint32_t word = bac_driver_read(driver, BAC_REG_HASH + 4 * i);
        for (uint32_t k = 0; k < 4; k++)
            identity->hash[4 * i + k] = (uint8_t)(word >> (24 - 8 * k));
    }
}

int bac_driver_is(const bac_driver *driver, const uint8_t hash[32]) {
    bac_driver_identity identity;
    uint32_t differs = 0;
    bac_driver_identify(driver, &identity);
    for (uint32_t i = 0; i < 32; i++)
        differs |= (uint32_t)(identity.hash[i] ^ hash[i]);
    return differs == 0;
}

int bac_driver_reset(const bac_driver *driver, uint32_t tries) {
    const uint32_t control = bac_driver_read(driver, BAC_REG_CONTROL);
    bac_driver_write(driver, BAC_REG_CONTROL, control | BAC_REG_CONTROL_SOFT_RESET);
    for (uint32_t i = 0; i < tries; i++)
        if (!(bac_driver_read(driver, BAC_REG_CONTROL) & BAC_REG_CONTROL_SOFT_RESET))
            return BAC_DRIVER_OK;
    return BAC_DRIVER_TIMEOUT;
}

void bac_driver_hold(const bac_driver *driver, int on) {
    bac_driver_write(driver, BAC_REG_CONTROL, on ? BAC_REG_CONTROL_HOLD : 0);
}

int bac_driver_send(const bac_driver *driver, uintptr_t port, const uint32_t *words, uint32_t n) {
    if (bac_driver_read(driver, BAC_REG_CONTROL) & BAC_REG_CONTROL_HOLD)
        return BAC_DRIVER_HELD;
    bac_driver_stream(port, words, n);
    return BAC_DRIVER_OK;
}

uint32_t bac_driver_status(const bac_driver *driver) {
    return bac_driver_read(driver, BAC_REG_STATUS);
}

void bac_driver_clear(const bac_driver *driver, uint32_t bits) {
    bac_driver_write(driver, BAC_REG_STATUS, bits);
}

uint32_t bac_driver_class(const bac_driver *driver) {
    return bac_driver_read(driver, BAC_REG_CLASS);
}

uint32_t bac_driver_margin(const bac_driver *driver) {
    return bac_driver_read(driver, BAC_REG_MARGIN);
}

void bac_driver_count(const bac_driver *driver, bac_driver_counters *counters) {
    counters->frames = bac_driver_read(driver, BAC_REG_FRAMES);
    counters->stall_clocks = bac_driver_read(driver, BAC_REG_STALL_CLOCKS);
    counters->latency_min = bac_driver_read(driver, BAC_REG_LATENCY_MIN);
    counters->latency_max = bac_driver_read(driver, BAC_REG_LATENCY_MAX);
    counters->latency_last = bac_driver_read(driver, BAC_REG_LATENCY_LAST);
}

void bac_driver_histogram(const bac_driver *driver, uint32_t *count, uint32_t n) {
    const uint32_t classes = bac_driver_read(driver, BAC_REG_CLASSES);
    for (uint32_t i = 0; i < n; i++)
        count[i] = i < classes ? bac_driver_read(driver, BAC_REG_HISTOGRAM + 4 * i) : 0;
}
