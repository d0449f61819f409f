/* test_file.c - files are whole or not there. */
#include "bac.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

Test(bac_file_write, reads_back_and_leaves_no_other_file) {
    char *dir = scratch_dir(), *data;
    size_t size;
    bac_error err;
    const char *path = scratch_path(dir, "a");
    cr_assert_eq(bac_file_write(path, "one\0two", 7, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(bac_file_write(path, "three", 5, &err), BAC_OK);
    cr_assert_eq(scratch_count(dir), 1);
    cr_assert_eq(bac_file_read(path, 5, &data, &size, &err), BAC_OK);
    cr_assert(size == 5 && strcmp(data, "three") == 0);
    free(data);
    scratch_remove(dir);
}

Test(bac_file_write, a_full_disk_keeps_the_old_file_and_leaves_nothing) {
    char *dir = scratch_dir(), *data, *big = calloc(1, 100000);
    size_t size;
    bac_error err;
    struct rlimit limit = {5000, RLIM_INFINITY};
    const char *path = scratch_path(dir, "a");
    cr_assert_eq(bac_file_write(path, "old", 3, NULL), BAC_OK);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit); /* files may not grow beyond 5000 bytes */
    bac_status status = bac_file_write(path, big, 100000, &err);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_assert_eq(status, BAC_ERR_IO);
    cr_assert_str_eq(err.where, path);
    cr_assert_eq(scratch_count(dir), 1);
    cr_assert_eq(bac_file_read(path, 99, &data, &size, NULL), BAC_OK);
    cr_assert_str_eq(data, "old");
    free(data);
    free(big);
    scratch_remove(dir);
}

Test(bac_file_write, a_missing_directory_or_a_directory_is_an_error) {
    char *dir = scratch_dir();
    bac_error err;
    cr_assert_eq(bac_file_write("/nonexistent/x", "a", 1, &err), BAC_ERR_IO);
    cr_assert_not_null(strstr(err.text, "No such file"));
    cr_assert_eq(bac_file_write(dir, "a", 1, &err), BAC_ERR_IO);
    cr_assert_eq(scratch_count(dir), 0);
    scratch_remove(dir);
}

Test(bac_file_write, a_device_is_written_to_and_not_replaced) {
    struct stat info;
    cr_assert_eq(bac_file_write("/dev/null", "a", 1, NULL), BAC_OK);
    cr_assert_eq(stat("/dev/null", &info), 0);
    cr_assert(S_ISCHR(info.st_mode));
}

Test(bac_file_write, replaces_a_file_that_a_dead_process_left) {
    char *dir = scratch_dir(), name[32];
    snprintf(name, sizeof name, "a.tmp.%ld", (long)getpid());
    scratch_write(scratch_path(dir, name), "junk", 4);
    cr_assert_eq(bac_file_write(scratch_path(dir, "a"), "new", 3, NULL), BAC_OK);
    cr_assert_eq(scratch_count(dir), 1);
    scratch_remove(dir);
}

Test(bac_file_read, refuses_what_is_missing_too_large_or_no_file) {
    char *dir = scratch_dir(), *data;
    size_t size;
    bac_error err;
    const char *path = scratch_path(dir, "a");
    cr_assert_eq(bac_file_read(path, 99, &data, &size, &err), BAC_ERR_IO);
    cr_assert_null(data);
    scratch_write(path, "123456", 6);
    cr_assert_eq(bac_file_read(path, 5, &data, &size, &err), BAC_ERR_INPUT);
    cr_assert_null(data);
    cr_assert_eq(bac_file_read(dir, 99, &data, &size, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_file_read("/dev/zero", 99, &data, &size, &err), BAC_ERR_INPUT);
    path = scratch_path(dir, "fifo");
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(bac_file_read(path, 99, &data, &size, &err), BAC_ERR_INPUT);
    scratch_remove(dir);
}

Test(bac_file_read, an_empty_file_is_an_empty_text) {
    char *dir = scratch_dir(), *data;
    size_t size = 9;
    const char *path = scratch_path(dir, "a");
    scratch_write(path, "", 0);
    cr_assert_eq(bac_file_read(path, 0, &data, &size, NULL), BAC_OK);
    cr_assert(size == 0 && *data == 0);
    free(data);
    scratch_remove(dir);
}
