/* export.h - libbacexport: writes a trained network as QONNX, for FINN, hls4ml, Brevitas, and for
 * bac import, which is the only place that makes integers.
 *
 * The file represents exactly what the trainer computed: while it is written, every code, scale and
 * bias is checked to give the trainer's integers back (docs/export.md). A number without an exact
 * float32 is refused with node and channel.
 *
 * nn must be prepared (bac_nn_prepare). classes: one label for each logit, or NULL. */
#ifndef BAC_EXPORT_H
#define BAC_EXPORT_H

#include "import.h"
#include "nn.h"

/* Writes PATH (to a temporary name, then renamed). The same network gives the same bytes. */
bac_status bac_export_onnx(const bac_nn *nn, const char *const *classes, const char *path,
                           bac_error *err);

/* The same bytes in memory; *data is the caller's (free). */
bac_status bac_export_memory(const bac_nn *nn, const char *const *classes, void **data,
                             size_t *size, bac_error *err);

/* The integers of a FREE or NATIVE network: the network is exported, then imported. notes: further
 * lines of provenance, ended by NULL; or NULL. report may be NULL; the caller frees it
 * (bac_import_report_free). It states whether logits or joins had to be rounded. */
bac_status bac_export_net(const bac_nn *nn, const char *const *classes, const char *const *notes,
                          bac_net **net, bac_import_report *report, bac_error *err);

#endif
