/* exact.h - elementary functions with the same bits on every computer.
 *
 * libm does not guarantee the last bit, but a frame must be the same on every computer. So these
 * functions use only +, -, *, /, sqrt and exact scaling, which IEEE 754 defines exactly. Their
 * relative error is about 1e-15.
 */
#ifndef BAC_SIGNAL_EXACT_H
#define BAC_SIGNAL_EXACT_H

#define BAC_SIG_PI 3.14159265358979323846

double bac_sig_exp(double x);                          /* e^x, |x| <= 700 */
double bac_sig_log(double x);                          /* ln x, x normal and > 0 */
void bac_sig_turn(double turns, double *c, double *s); /* cos and sin of 2 pi turns */
/* Integral of the standard normal distribution function from -infinity to x. */
double bac_sig_normal_ramp(double x);

#endif
