#include "coefficients.h"

const bac_coefficients bac_coefficients_of[BAC_FAMILIES][BAC_COEFFICIENT_ROWS] = {
#include "coefficients.inc"
};
