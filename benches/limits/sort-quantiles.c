/* The same summary as by hand: reads numbers, one on a line, sorts them with the C library, prints quantiles by nearest rank. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!file) {
    fprintf(stderr, "usage: limit-sort-quantiles FILE\n");
    return 1;
  }
  size_t count = 0, room = 1 << 20;
  uint64_t *values = malloc(room * sizeof *values);
  char line[64];
  while (values && fgets(line, sizeof line, file)) {
    if (count == room) values = realloc(values, (room *= 2) * sizeof *values);
    if (values) values[count++] = strtoull(line, NULL, 10);
  }
  fclose(file);
  if (!values || !count) return 1;
  qsort(values, count, sizeof *values, by_value);
  const uint64_t levels[] = {500000, 900000, 990000, 999000, 999900, 999990};
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
    printf("%.4f %ju\n", (double)levels[i] / 1e6, (uintmax_t)values[(count * levels[i] + 999999) / 1000000 - 1]);
  printf("max %ju\n", (uintmax_t)values[count - 1]);
  free(values);
  return 0;
}
