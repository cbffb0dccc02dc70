// Questions to a worker or a kernel, each with its answer.

const MAX_MEGABYTES = 8; // of a file that goes to the kernel

/** Requests that get an answer by their number. */
function requests() {
  const open = new Map();
  let count = 0;
  return {
    ask(send) {
      count += 1;
      const answer = new Promise((resolve, reject) => open.set(count, { resolve, reject }));
      send(count);
      return answer;
    },
    answer({ id, problem, ...found }) {
      const { resolve, reject } = open.get(id) ?? {};
      open.delete(id);
      if (problem) reject?.(new Error(problem));
      else resolve?.(found);
    },
    fail(problem) {
      open.forEach(({ reject }) => reject(new Error(problem)));
      open.clear();
    },
  };
}
