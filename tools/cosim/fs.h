/* fs.h - small file-tree helpers of the model cache: make, copy, lock, remove, hash a folder. */
#ifndef BAC_TOOLS_COSIM_FS_H
#define BAC_TOOLS_COSIM_FS_H

#include "bac.h"
#include "path.h"

#include <sha2.h>

/* Every function with an err returns true after a failure, with the reason in *err. */

/* Locks a file for this process, and creates it if it is missing; waits for another holder. Set *fd
 * to -1 before the call and close it afterwards unless it is -1, also after a failure. The holder
 * may remove the file before it closes *fd. */
bool cosim_lock(const char *path, int *fd, bac_error *err);
bool cosim_exists(const char *path);
/* Removes a file or a folder with its content; a missing one is fine. */
void cosim_remove(const char *path);
/* Copies the regular files of `from`, subfolders included, into the new folder `to`. */
bool cosim_copy_tree(const char *from, const char *to, bac_error *err);

/* Adds names and contents of all files of a folder to a hash, in byte order of the names. */
bool cosim_hash_tree(SHA2_CTX *hash, const char *dir, bac_error *err);
bool cosim_hash_file(SHA2_CTX *hash, const char *path, bac_error *err);
void cosim_hash_text(SHA2_CTX *hash, const char *text);

#endif
