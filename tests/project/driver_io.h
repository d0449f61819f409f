/* driver_io.h - the driver's accesses, answered by a test's block. */
uint32_t bac_driver_read(const bac_driver *driver, uint32_t offset);
void bac_driver_write(const bac_driver *driver, uint32_t offset, uint32_t value);
void bac_driver_stream(uintptr_t port, const uint32_t *words, uint32_t n);
