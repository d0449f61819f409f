#include "coefficients.h"

const bac_coefficients bac_coefficients_of[BAC_FAMILIES][BAC_STAGE_KINDS] = {
#include "coefficients.inc"
};
