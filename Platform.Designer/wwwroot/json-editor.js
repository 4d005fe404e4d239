// The editor of the JSON view: Monaco laid over the box, which stays what the page knows. What is typed here is put into the box; what the page puts into the
// box, or marks in it, is shown here. Where Monaco cannot be loaded the box is what there is.
const monacoRoot = new URL("../BlazorMonaco/lib/monaco-editor/min/vs", import.meta.url).href;
const worker = new URL("json-editor-worker.js", import.meta.url).href;
const owner = "definition";
const pause = 600;
// Larger documents are checked when the editor is left.
const checkedWhileTyped = 300000;
let loading = null;

function load(language) {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${monacoRoot}/loader.js`;
    script.onerror = () => failed(new Error(script.src));
    script.onload = () => {
      const loader = window.require;
      loader.config({ paths: { vs: monacoRoot }, ...(language.startsWith("zh") ? { "vs/nls": { availableLanguages: { "*": "zh-cn" } } } : {}) });
      loader(["vs/editor/editor.main"], () => done(window.monaco), failed);
    };
    window.MonacoEnvironment = { getWorker: () => new Worker(worker, { name: "json" }) };
    document.head.append(script);
  });
  // What failed may come another time.
  loading.catch(() => (loading = null));
  return loading;
}

async function proposals(address) {
  if (!address) {
    return [];
  }
  const answer = await fetch(address, { headers: { "Accept-Language": document.documentElement.lang } });
  const schema = answer.ok ? await answer.json() : null;
  // The draft it names is newer than Monaco's reader, which warns of that; what these schemas use, it knows.
  delete schema?.$schema;
  return schema ? [{ uri: new URL(address, location.href).href, fileMatch: ["*"], schema }] : [];
}

// Colours and severities of the site.
function paint(monaco) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name, otherwise) => /^#[0-9a-f]{6}$/i.test(style.getPropertyValue(name).trim()) ? style.getPropertyValue(name).trim() : otherwise;
  monaco.editor.defineTheme("platform", {
    base: "vs",
    inherit: true,
    rules: [],
    colors: { "editor.background": colour("--c-surface", "#ffffff") },
  });
}

export async function open(area, host, texts, page) {
  const monaco = await load(document.documentElement.lang);
  const schemas = await proposals(texts.schema).catch(() => []);
  if (!area.isConnected) {
    return null;
  }

  // The checks of the page know more than a schema and say it in the language of the page; so colours, folding, proposals and hovers are Monaco's, marks are not.
  monaco.languages.json.jsonDefaults.setModeConfiguration({ ...monaco.languages.json.jsonDefaults.modeConfiguration, diagnostics: false, documentFormattingEdits: true });
  monaco.languages.json.jsonDefaults.setDiagnosticsOptions({ validate: true, enableSchemaRequest: false, schemas });
  const model = monaco.editor.createModel(area.value, "json");
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const editor = monaco.editor.create(host, {
    model,
    ariaLabel: texts.label,
    accessibilitySupport: "on",
    readOnly: area.readOnly,
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    fontSize: 14,
    fixedOverflowWidgets: true,
    folding: true,
    tabSize: 2,
    detectIndentation: false,
  });
  return { editor, monaco };
}
