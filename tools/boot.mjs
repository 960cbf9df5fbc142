// Pyodide with every package of the browser edition, which come in one file (packed by in_browser.py): unpacked here, without
// Python's help, that takes a tenth of the time. Packages are imported before JupyterLite mounts its drive, which would be
// asked for each of them; the shell comes first, because pandas asks it at its import who will show tables.
const SITE = "/lib/python3.14/site-packages/";
const EARLY = "pandas, matplotlib.pyplot, matplotlib_inline.backend_inline, seaborn, anywidget";
let begun;

export function furnish(python, data) {
  const end = 4 + new DataView(data.buffer, data.byteOffset).getUint32(0, true), made = new Set();
  let from = end;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(data.subarray(4, end)))) {
    const path = SITE + name, folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) made.add(folder), python.FS.mkdirTree(folder);
    python.FS.writeFile(path, data.subarray(from, (from += size)), { canOwn: true });
  }
  python.runPython(`
import builtins, importlib
importlib.invalidate_caches()
import IPython, pyodide_kernel
builtins.get_ipython = IPython.get_ipython
import ${EARLY}`);
}

async function start() {
  const indexURL = new URL("./", import.meta.url).href;
  const packed = fetch(`${indexURL}packages.bin`).then(({ ok, body }) => {
    if (!ok) throw new Error(`${indexURL}packages.bin is not there: publish the whole folder of \`make lite\`.`);
    return new Response(body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  });
  const { loadPyodide: core } = await import("./pyodide.mjs");
  const python = await core({ indexURL });
  furnish(python, new Uint8Array(await packed));
  return python;
}
export const begin = () => (begun ??= start());

export async function loadPyodide({ stdout, stderr }) {
  const python = await begin();
  python.setStdout({ batched: stdout });
  python.setStderr({ batched: stderr });
  return python;
}
