/* A PKCS#11 module that stands before another one and misbehaves as its environment says.

   SHIM_MODULE  the module behind
   SHIM_FAULT   FUNCTION:NTH:KIND, the NTH call of FUNCTION does KIND: abort, hang, exit, or returns
                the number KIND instead of calling
   SHIM_LOG     file to which each call is appended
   SHIM_FLAGS   added to the token's flags; SHIM_LATER_FLAGS, only after the first C_Login
   SHIM_PAD     the PIN that a person types on the device when C_Login brings none
   SHIM_GARBLE  changes each signature value
   SHIM_CHATTER prints on standard output with each call */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word);
/* CK_FUNCTION_LIST of v2.40: the version, then 68 functions. */
typedef struct { unsigned char major, minor; function call[68]; } list;

enum { GET_TOKEN_INFO = 6, OPEN_SESSION = 12, LOGIN = 18, SIGN = 43, WRAPPED = 46 };
static const char *NAMES[WRAPPED] = {
  "C_Initialize", "C_Finalize", "C_GetInfo", "C_GetFunctionList", "C_GetSlotList", "C_GetSlotInfo",
  "C_GetTokenInfo", "C_GetMechanismList", "C_GetMechanismInfo", "C_InitToken", "C_InitPIN",
  "C_SetPIN", "C_OpenSession", "C_CloseSession", "C_CloseAllSessions", "C_GetSessionInfo",
  "C_GetOperationState", "C_SetOperationState", "C_Login", "C_Logout", "C_CreateObject",
  "C_CopyObject", "C_DestroyObject", "C_GetObjectSize", "C_GetAttributeValue",
  "C_SetAttributeValue", "C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal",
  "C_EncryptInit", "C_Encrypt", "C_EncryptUpdate", "C_EncryptFinal", "C_DecryptInit", "C_Decrypt",
  "C_DecryptUpdate", "C_DecryptFinal", "C_DigestInit", "C_Digest", "C_DigestUpdate", "C_DigestKey",
  "C_DigestFinal", "C_SignInit", "C_Sign", "C_SignUpdate", "C_SignFinal"};

static list real, ours;
static int calls[WRAPPED];

static word number(const char *name) {
  const char *text = getenv(name);
  return text ? strtoul(text, NULL, 0) : 0;
}

static int fault(int which, word *result) {
  char name[40], kind[20];
  int nth;
  const char *wanted = getenv("SHIM_FAULT");
  if (!wanted || sscanf(wanted, "%39[^:]:%d:%19s", name, &nth, kind) != 3) return 0;
  if (strcmp(name, NAMES[which]) || calls[which] != nth) return 0;
  if (!strcmp(kind, "abort")) abort();
  if (!strcmp(kind, "exit")) _exit(0);
  if (!strcmp(kind, "hang")) for (;;) sleep(1);
  *result = strtoul(kind, NULL, 0);
  return 1;
}

static void note(int which, word second) {
  const char *path = getenv("SHIM_LOG");
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  fprintf(file, which == OPEN_SESSION || which == LOGIN ? "%s %lu\n" : "%s\n", NAMES[which], second);
  fclose(file);
}

static word call(int which, word a, word b, word c, word d, word e, word f) {
  word result;
  char *pad = getenv("SHIM_PAD");
  calls[which]++;
  note(which, b);
  if (getenv("SHIM_CHATTER")) { printf("%s\n", NAMES[which]); fflush(stdout); }
  if (fault(which, &result)) return result;
  if (which == LOGIN && !c && pad) { c = (word)pad; d = strlen(pad); }
  result = real.call[which](a, b, c, d, e, f);
  if (which == GET_TOKEN_INFO && !result) {
    word *flags = (word *)((char *)b + 96);
    *flags |= number("SHIM_FLAGS");
    if (calls[LOGIN]) *flags |= number("SHIM_LATER_FLAGS");
  }
  if (which == SIGN && !result && d && getenv("SHIM_GARBLE")) ((char *)d)[9] ^= 1;
  return result;
}

#define WRAP(n) static word w##n(word a, word b, word c, word d, word e, word f) { return call(n, a, b, c, d, e, f); }
#define ALL(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) \
  X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) \
  X(32) X(33) X(34) X(35) X(36) X(37) X(38) X(39) X(40) X(41) X(42) X(43) X(44) X(45)
ALL(WRAP)

word C_GetFunctionList(list **out) {
  word result = 0;
  word (*get)(list **);
  list *theirs;
  void *module;
  calls[3]++;
  if (fault(3, &result)) return result;
  module = dlopen(getenv("SHIM_MODULE"), RTLD_NOW);
  if (!module) return 5;
  get = (word (*)(list **))dlsym(module, "C_GetFunctionList");
  if ((result = get(&theirs))) return result;
  real = ours = *theirs;
#define SET(n) ours.call[n] = w##n;
  ALL(SET)
  *out = &ours;
  return 0;
}
