/* axi_option.h - the options that choose what bac_ip, the AXI4-Stream block, has. */
#ifndef BAC_TOOLS_AXI_OPTION_H
#define BAC_TOOLS_AXI_OPTION_H

#include "axi.h"
#include "common/args.h"

extern const args_option axi_options[];

/* The block itself was asked for; the first option that only makes sense with it, NULL: none. */
bool axi_option_block(void);
const char *axi_option_detail(void);

/* The parameters of the network's block. ARGS_GO_ON, or the exit status after a complaint. */
int axi_option_read(const bac_netlist *netlist, bac_axi *axi);

#endif
