/* driver_io.h - the driver's accesses, answered by driver.cpp's block. */
uint32_t bac_driver_read(const bac_driver *driver, uint32_t offset);
void bac_driver_write(const bac_driver *driver, uint32_t offset, uint32_t value);
