// Fails, cuts short or ends a process at its n-th call of a kind on files below a folder.
//
// Built and preloaded by tests/it/torture/shim.rs. The kernel stops at every call that works on files (seccomp, "trap")
// and hands it to on_call() as a signal, so that all ways of calling count alike: libc's functions, what libc calls
// itself (readdir, statx), and system calls that a library makes with an instruction of its own (rustix: renameat2,
// flock), which wrappers around libc's functions would not see. What it does not see: reads and writes of mapped pages,
// the moves of a file offset (lseek), io_uring, and processes that were started from this one.
//
//   FAULT_ROOT   the folder; calls on paths and open files elsewhere are left alone
//   FAULT_LOG    a file that gets a line for each call below the folder: kind, what was done to it, path
//   FAULT_KIND   the kind that is counted, over all threads: one of KINDS, `change` for all that change a file or
//                folder, `all`; nothing is done if it is not set
//   FAULT_AT     at which call, from 1
//   FAULT_ERROR  EIO, ENOSPC, EACCES, EMFILE, ENOMEM
//   FAULT_MODE   once, always (from then on), short (half of a read or write), full (half of a write, then the error for
//                ever), die-before, die-within (half of a write is done), die-after, stop (as SIGSTOP does; then it goes on)

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#define PATH 4096
#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

// The only place whose calls the kernel lets through: it looks at the address behind the instruction.
long shim_call(long number, long a, long b, long c, long d, long e, long f);
extern char shim_called[];

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
__asm__(".text\n.hidden shim_call\n.hidden shim_called\n.globl shim_call\n.globl shim_called\n"
        "shim_call: mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %rcx, %rdx\n mov %r8, %r10\n"
        "mov %r9, %r8\n mov 8(%rsp), %r9\n syscall\nshim_called: ret\n");
#define RESULT(context) (context)->uc_mcontext.gregs[REG_RAX]
#define ARGUMENTS(context)                                                                                             \
  {(context)->uc_mcontext.gregs[REG_RDI], (context)->uc_mcontext.gregs[REG_RSI],                                       \
   (context)->uc_mcontext.gregs[REG_RDX], (context)->uc_mcontext.gregs[REG_R10],                                       \
   (context)->uc_mcontext.gregs[REG_R8],  (context)->uc_mcontext.gregs[REG_R9]}
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
__asm__(".text\n.hidden shim_call\n.hidden shim_called\n.globl shim_call\n.globl shim_called\n"
        "shim_call: mov x8, x0\n mov x0, x1\n mov x1, x2\n mov x2, x3\n mov x3, x4\n mov x4, x5\n mov x5, x6\n"
        "svc #0\nshim_called: ret\n");
#define RESULT(context) (context)->uc_mcontext.regs[0]
#define ARGUMENTS(context)                                                                                             \
  {(context)->uc_mcontext.regs[0], (context)->uc_mcontext.regs[1], (context)->uc_mcontext.regs[2],                     \
   (context)->uc_mcontext.regs[3], (context)->uc_mcontext.regs[4], (context)->uc_mcontext.regs[5]}
#else
#error "the shim knows x86_64 and aarch64"
#endif

enum kind { OPEN, CREATE, READ, WRITE, SYNC, RENAME, LINK, UNLINK, RMDIR, MKDIR, STAT, READDIR, TRUNCATE, COPY, META, LOCK, MMAP, CLOSE };
static const char *const KINDS[] = {"open",  "create", "read", "write",   "sync",     "rename", "link", "unlink", "rmdir",
                                    "mkdir", "stat",   "readdir", "truncate", "copy", "meta",   "lock", "mmap",   "close"};
static const unsigned CHANGES = 1u << CREATE | 1u << WRITE | 1u << RENAME | 1u << LINK | 1u << UNLINK | 1u << RMDIR |
                                1u << MKDIR | 1u << TRUNCATE | 1u << COPY | 1u << META;

// Where a call has its paths and open files.
enum shape { AT_PATH, AT_FD, AT_DIR, TWO_PATHS, TWO_DIRS, PATH_AND_DIR, TWO_FDS, FIFTH_FD };

static const struct call {
  int number;
  enum kind kind;
  enum shape shape;
} CALLS[] = {
#ifdef SYS_open
    {SYS_open, OPEN, AT_PATH},
    {SYS_creat, CREATE, AT_PATH},
    {SYS_stat, STAT, AT_PATH},
    {SYS_lstat, STAT, AT_PATH},
    {SYS_access, STAT, AT_PATH},
    {SYS_readlink, STAT, AT_PATH},
    {SYS_rename, RENAME, TWO_PATHS},
    {SYS_link, LINK, TWO_PATHS},
    {SYS_symlink, LINK, TWO_PATHS},
    {SYS_unlink, UNLINK, AT_PATH},
    {SYS_rmdir, RMDIR, AT_PATH},
    {SYS_mkdir, MKDIR, AT_PATH},
    {SYS_getdents, READDIR, AT_FD},
    {SYS_utimes, META, AT_PATH},
    {SYS_chmod, META, AT_PATH},
    {SYS_chown, META, AT_PATH},
#endif
    {SYS_openat, OPEN, AT_DIR},
    {SYS_openat2, OPEN, AT_DIR},
    {SYS_read, READ, AT_FD},
    {SYS_pread64, READ, AT_FD},
    {SYS_readv, READ, AT_FD},
    {SYS_preadv, READ, AT_FD},
    {SYS_preadv2, READ, AT_FD},
    {SYS_write, WRITE, AT_FD},
    {SYS_pwrite64, WRITE, AT_FD},
    {SYS_writev, WRITE, AT_FD},
    {SYS_pwritev, WRITE, AT_FD},
    {SYS_pwritev2, WRITE, AT_FD},
    {SYS_fsync, SYNC, AT_FD},
    {SYS_fdatasync, SYNC, AT_FD},
    {SYS_sync_file_range, SYNC, AT_FD},
#ifdef SYS_renameat
    {SYS_renameat, RENAME, TWO_DIRS},
#endif
    {SYS_renameat2, RENAME, TWO_DIRS},
    {SYS_linkat, LINK, TWO_DIRS},
    {SYS_symlinkat, LINK, PATH_AND_DIR},
    {SYS_unlinkat, UNLINK, AT_DIR},
    {SYS_mkdirat, MKDIR, AT_DIR},
    {SYS_fstat, STAT, AT_FD},
    {SYS_newfstatat, STAT, AT_DIR},
    {SYS_statx, STAT, AT_DIR},
    {SYS_faccessat, STAT, AT_DIR},
    {SYS_faccessat2, STAT, AT_DIR},
    {SYS_readlinkat, STAT, AT_DIR},
    {SYS_getdents64, READDIR, AT_FD},
    {SYS_truncate, TRUNCATE, AT_PATH},
    {SYS_ftruncate, TRUNCATE, AT_FD},
    {SYS_fallocate, TRUNCATE, AT_FD},
    {SYS_copy_file_range, COPY, TWO_FDS},
    {SYS_sendfile, COPY, TWO_FDS},
    {SYS_utimensat, META, AT_DIR},
    {SYS_fchmod, META, AT_FD},
    {SYS_fchmodat, META, AT_DIR},
    {SYS_fchown, META, AT_FD},
    {SYS_flock, LOCK, AT_FD},
    {SYS_fcntl, LOCK, AT_FD},
    {SYS_mmap, MMAP, FIFTH_FD},
    {SYS_close, CLOSE, AT_FD},
};

enum mode { ONCE, ALWAYS, SHORT, FULL, DIE_BEFORE, DIE_WITHIN, DIE_AFTER, STOP };
static const char *const MODES[] = {"once", "always", "short", "full", "die-before", "die-within", "die-after", "stop"};
static const struct {
  const char *name;
  int number;
} ERRORS[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EACCES", EACCES}, {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}};

static char root[PATH];
static size_t root_length;
static int log_file = -1;
static unsigned kinds;
static long at, error = EIO;
static enum mode mode;
static long seen;

static void stop(const char *words) {
  shim_call(SYS_write, 2, (long)words, strlen(words), 0, 0, 0);
  shim_call(SYS_exit_group, 99, 0, 0, 0, 0, 0);
}

static int is_below(const char *path) {
  return !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

// The path of an open file or folder, as the kernel knows it now; empty if there is none.
static void of_fd(long fd, char *path) {
  char link[40] = "/proc/self/cwd";
  if ((int)fd != AT_FDCWD) {
    char digits[12];
    int length = 0;
    if ((int)fd < 0) {
      *path = 0;
      return;
    }
    unsigned rest = (unsigned)fd;
    do digits[length++] = '0' + rest % 10;
    while (rest /= 10);
    memcpy(link, "/proc/self/fd/", 14);
    for (int i = 0; i < length; i++) link[14 + i] = digits[length - 1 - i];
    link[14 + length] = 0;
  }
  long length = shim_call(SYS_readlinkat, AT_FDCWD, (long)link, (long)path, PATH - 1, 0, 0);
  path[length > 0 ? length : 0] = 0;
}

static void of_path(long dir, const char *name, char *path) {
  if (name && *name == '/') {
    strncpy(path, name, PATH - 1);
    path[PATH - 1] = 0;
    return;
  }
  of_fd(dir, path);
  size_t length = strlen(path);
  if (name && *name && length + strlen(name) + 2 < PATH) {
    path[length] = '/';
    strcpy(path + length + 1, name);
  }
}

// Finds the path below the root that a call works on; false if it works elsewhere.
static int find(const struct call *call, const long *a, char *path) {
  switch (call->shape) {
  case AT_PATH: of_path(AT_FDCWD, (const char *)a[0], path); break;
  case AT_FD: of_fd(a[0], path); break;
  case AT_DIR: of_path(a[0], (const char *)a[1], path); break;
  case FIFTH_FD: of_fd(a[4], path); break;
  case PATH_AND_DIR: of_path(a[1], (const char *)a[2], path); break;
  case TWO_PATHS:
    of_path(AT_FDCWD, (const char *)a[1], path);
    if (!is_below(path)) of_path(AT_FDCWD, (const char *)a[0], path);
    break;
  case TWO_DIRS:
    of_path(a[2], (const char *)a[3], path);
    if (!is_below(path)) of_path(a[0], (const char *)a[1], path);
    break;
  case TWO_FDS:
    // copy_file_range has an offset between its files, sendfile has not.
    of_fd(call->number == SYS_copy_file_range ? a[2] : a[0], path);
    if (!is_below(path)) of_fd(call->number == SYS_copy_file_range ? a[0] : a[1], path);
    break;
  }
  return is_below(path);
}

static enum kind kind_of(const struct call *call, const long *a) {
  const int creates = O_CREAT | O_TRUNC;
  switch (call->number) {
#ifdef SYS_open
  case SYS_open: return a[1] & creates ? CREATE : OPEN;
#endif
  case SYS_openat: return a[2] & creates ? CREATE : OPEN;
  case SYS_openat2: return *(const uint64_t *)a[2] & creates ? CREATE : OPEN;
  case SYS_unlinkat: return a[2] & AT_REMOVEDIR ? RMDIR : UNLINK;
  default: return call->kind;
  }
}

// No file system is asked when a folder is closed, so that this cannot fail; the standard library relies on it.
static int is_folder(long fd) {
  struct stat about;
  return !shim_call(SYS_fstat, fd, (long)&about, 0, 0, 0, 0) && S_ISDIR(about.st_mode);
}

static long do_call(const struct call *call, const long *a) {
  return shim_call(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

// Does half of what a read, write or copy was to do; all of it where there is no half.
static long do_half(const struct call *call, const long *a) {
  long b[6];
  memcpy(b, a, sizeof b);
  switch (call->number) {
  case SYS_read: case SYS_write: case SYS_pread64: case SYS_pwrite64:
    if (b[2] > 1) b[2] /= 2;
    break;
  case SYS_readv: case SYS_writev: case SYS_preadv: case SYS_pwritev: case SYS_preadv2: case SYS_pwritev2: {
    const struct iovec *all = (const struct iovec *)a[1];
    for (long i = 0; i < a[2]; i++) {
      if (!all[i].iov_len) continue;
      struct iovec half = {all[i].iov_base, all[i].iov_len > 1 ? all[i].iov_len / 2 : 1};
      return shim_call(call->number, a[0], (long)&half, 1, a[3], a[4], a[5]);
    }
    break;
  }
  case SYS_copy_file_range:
    if (b[4] > 1) b[4] /= 2;
    break;
  case SYS_sendfile:
    if (b[3] > 1) b[3] /= 2;
    break;
  }
  return do_call(call, b);
}

static void note(enum kind kind, const char *what, const char *path) {
  if (log_file < 0) return;
  // A path with a new line in it would look like two.
  struct iovec line[] = {{(char *)KINDS[kind], strlen(KINDS[kind])}, {"\t", 1}, {(char *)what, strlen(what)}, {"\t", 1},
                         {(char *)path, strcspn(path, "\n")}, {"\n", 1}};
  shim_call(SYS_writev, log_file, (long)line, LENGTH(line), 0, 0, 0);
}

static long fail(enum kind kind, const struct call *call, const long *a) {
  // A close that fails has closed.
  if (kind == CLOSE) do_call(call, a);
  return -error;
}

static long with_fault(enum kind kind, const struct call *call, const long *a, const char *path) {
  if (!(kinds & 1u << kind)) {
    note(kind, "-", path);
    return do_call(call, a);
  }
  long now = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
  int hit = now == at || (now > at && (mode == ALWAYS || mode == FULL));
  note(kind, hit ? MODES[mode] : "-", path);
  if (!hit) return do_call(call, a);
  switch (mode) {
  case SHORT: return do_half(call, a);
  case FULL: return now == at ? do_half(call, a) : fail(kind, call, a);
  case STOP:
    shim_call(SYS_kill, shim_call(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGSTOP, 0, 0, 0, 0);
    return do_call(call, a);
  case DIE_WITHIN: do_half(call, a); break;
  case DIE_AFTER: do_call(call, a); break;
  case DIE_BEFORE: break;
  default: return fail(kind, call, a);
  }
  return shim_call(SYS_exit_group, 137, 0, 0, 0, 0, 0);
}

static void on_call(int signal, siginfo_t *info, void *about) {
  (void)signal;
  ucontext_t *context = about;
  const long a[6] = ARGUMENTS(context);
  const struct call *call = NULL;
  for (size_t i = 0; i < LENGTH(CALLS) && !call; i++) {
    if (CALLS[i].number == info->si_syscall) call = &CALLS[i];
  }
  if (!call) stop("shim: a call that was not asked for\n");
  int locks = call->number != SYS_fcntl || a[1] == F_SETLK || a[1] == F_SETLKW || a[1] == F_OFD_SETLK || a[1] == F_OFD_SETLKW;
  char path[PATH];
  long own = call->shape == AT_FD && a[0] == log_file;
  if (own || !locks || !find(call, a, path) || (call->kind == CLOSE && is_folder(a[0]))) {
    RESULT(context) = do_call(call, a);
    return;
  }
  RESULT(context) = with_fault(kind_of(call, a), call, a, path);
}

static void install(void) {
  // While a call is handled no other signal may come: what its handler calls would not be handed over, but kill.
  struct sigaction action = {.sa_sigaction = on_call, .sa_flags = SA_SIGINFO};
  sigfillset(&action.sa_mask);
  if (sigaction(SIGSYS, &action, NULL)) stop("shim: no handler\n");

  struct sock_filter code[2 * LENGTH(CALLS) + 16];
  size_t length = 0;
  const uint64_t own = (uint64_t)shim_called;
  const uint32_t allow = SECCOMP_RET_ALLOW, trap = SECCOMP_RET_TRAP;
#define LOAD(field) code[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define UNLESS(value, skip) code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define RETURN(what) code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what)
  LOAD(arch);
  code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
  RETURN(allow);
  LOAD(instruction_pointer);
  UNLESS((uint32_t)own, 3);
  code[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4);
  UNLESS((uint32_t)(own >> 32), 1);
  RETURN(allow);
  LOAD(nr);
  // Memory without a file behind it.
  UNLESS(SYS_mmap, 4);
  LOAD(args[4]);
  UNLESS(0xffffffffu, 1);
  RETURN(allow);
  RETURN(trap);
  for (size_t i = 0; i < LENGTH(CALLS); i++) {
    UNLESS((uint32_t)CALLS[i].number, 1);
    RETURN(trap);
  }
  RETURN(allow);
  struct sock_fprog program = {.len = (unsigned short)length, .filter = code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) stop("shim: prctl failed\n");
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) stop("shim: this system has no seccomp filters\n");
}

static int place_of(const char *name, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (name && !strcmp(name, names[i])) return (int)i;
  }
  stop("shim: a word in FAULT_... that is not known\n");
  return 0;
}

static void read_environment(void) {
  strncpy(root, getenv("FAULT_ROOT"), PATH - 1);
  root_length = strlen(root);
  const char *log = getenv("FAULT_LOG"), *kind = getenv("FAULT_KIND"), *name = getenv("FAULT_ERROR");
  if (log) log_file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (!kind) return;
  if (!strcmp(kind, "all")) kinds = ~0u;
  else if (!strcmp(kind, "change")) kinds = CHANGES;
  else kinds = 1u << place_of(kind, KINDS, LENGTH(KINDS));
  at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 1;
  mode = (enum mode)place_of(getenv("FAULT_MODE") ? getenv("FAULT_MODE") : "once", MODES, LENGTH(MODES));
  for (size_t i = 0; name && i < LENGTH(ERRORS); i++) {
    if (!strcmp(name, ERRORS[i].name)) error = ERRORS[i].number;
  }
}

__attribute__((constructor)) static void begin(void) {
  if (!getenv("FAULT_ROOT")) return;
  read_environment();
  install();
}
