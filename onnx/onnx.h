/* onnx.h - the file format for importer and exporter: its messages, its element types, the versions
 * that are written. */
#ifndef BAC_ONNX_H
#define BAC_ONNX_H

#include "onnx_subset.pb-c.h"

/* Element types of tensors that the importer reads; the exporter writes a subset. */
enum {
    BAC_ONNX_FLOAT = 1,
    BAC_ONNX_UINT8 = 2,
    BAC_ONNX_INT8 = 3,
    BAC_ONNX_UINT16 = 4,
    BAC_ONNX_INT16 = 5,
    BAC_ONNX_INT32 = 6,
    BAC_ONNX_INT64 = 7,
    BAC_ONNX_BOOL = 9,
    BAC_ONNX_DOUBLE = 11
};

/* Versions of operator set and file format that the exporter writes. */
enum { BAC_ONNX_OPSET = 13, BAC_ONNX_IR = 7 };

/* The metadata property that holds the class labels, separated by blanks. */
#define BAC_ONNX_CLASSES "bac.classes"

#endif
