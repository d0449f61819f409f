/* test_device.c - the table of devices. */
#include "explore.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(bac_device, every_device_is_found_listed_and_has_a_source) {
    char list[512];
    uint32_t n = 0;
    bac_device_list(list, sizeof list);
    for (; bac_device_at(n); n++) {
        const bac_device *d = bac_device_at(n);
        cr_assert_eq(bac_device_find(d->name), d, "%s is there twice", d->name);
        cr_assert_not_null(strstr(list, d->name));
        cr_assert_gt(strlen(d->source), 10);
        cr_assert(d->lut > 0 && d->ff >= d->lut && d->bram > 0 && d->clock_mhz > 0, "%s", d->name);
        cr_assert(n == 0 || bac_device_at(n - 1)->lut <= d->lut, "%s: not small to large", d->name);
    }
    cr_assert_eq(n, 10);
    cr_assert_null(bac_device_find("zu"));
}

Test(bac_device, its_room_is_the_limit_and_no_device_is_none) {
    const bac_device *d = bac_device_find("zu7ev");
    const bac_limits l = bac_limits_of(d), none = bac_limits_of(NULL);
    cr_assert(l.site == 230400 && l.ff == 460800 && l.bram == 624 && l.dsp == 1728);
    cr_assert(isinf(l.clocks) && isinf(l.latency));
    cr_assert(isinf(none.site) && isinf(none.dsp));
}
