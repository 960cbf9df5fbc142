// node compile_wheels.mjs FOLDER PATTERN: Python's own compiler, in Pyodide, puts bytecode in place of source into every wheel
// of FOLDER that fits, so that a browser need not compile at each start; tests and stubs of other libraries are left out.
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const folder = resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/` });
python.FS.mkdir("/wheels");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/wheels");
python.runPython(`
import re, zipfile
from importlib import util
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path

DROP = re.compile(r"(^|/)tests?/|third_party/django|typeshed/third_party|sample_data/")
for wheel in sorted(Path("/wheels").glob("${process.argv[3]}")):
    made = wheel.with_suffix(".part")
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if DROP.search(name):
                continue
            if name.endswith(".py") and Path(name).stem.isidentifier():
                place = "/lib/python3.14/site-packages/" + name
                code = compile(data, place, "exec", dont_inherit=True)
                name, data = name + "c", _code_to_hash_pyc(code, util.source_hash(data), False)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    made.rename(wheel)
`);
process.exit(0);
