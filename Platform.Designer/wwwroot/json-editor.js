// The editor of the JSON view: Monaco laid over the box, which stays what the page knows. What is typed here is put into the box as if it were typed there;
// what the page puts into the box is shown here. Where Monaco cannot be loaded, the box is what there is.
const root = new URL("../BlazorMonaco/lib/monaco-editor/min/vs", import.meta.url).href;
const workerScript = new URL("json-editor-worker.js", import.meta.url).href;
const owner = "definition";
const pause = 500;
const longest = 400000;
const phone = "(max-width: 40rem)";
let loading = null;

function load() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${root}/loader.js`;
    script.onerror = () => failed(new Error(`${script.src} cannot be loaded.`));
    script.onload = () => {
      const chinese = document.documentElement.lang.startsWith("zh");
      window.require.config({ paths: { vs: root }, ...(chinese ? { "vs/nls": { availableLanguages: { "*": "zh-cn" } } } : {}) });
      window.require(["vs/editor/editor.main"], () => done(window.monaco), failed);
    };
    window.MonacoEnvironment = { getWorker: (_, label) => new Worker(workerScript, { name: label }) };
    document.head.append(script);
  });
  // What failed is tried again when the view is opened again.
  loading.catch(() => (loading = null));
  return loading;
}

async function schemasAt(address) {
  if (!address) {
    return [];
  }
  try {
    const answer = await fetch(address, { headers: { "Accept-Language": document.documentElement.lang } });
    const schema = await answer.json();
    // Monaco warns of the draft it names; the words of JSON Schema that are used here it knows.
    delete schema.$schema;
    return answer.ok ? [{ uri: new URL(address, location.href).href, fileMatch: ["*"], schema }] : [];
  } catch {
    return [];
  }
}

function prepare(monaco, schemas) {
  const json = monaco.languages.json.jsonDefaults;
  // Colours, folding, proposals and what is said of a member come from here. Marks do not: the page knows them in the language of the person.
  json.setModeConfiguration({ ...json.modeConfiguration, diagnostics: false });
  json.setDiagnosticsOptions({ validate: false, enableSchemaRequest: false, schemas });
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  monaco.editor.defineTheme("platform", {
    base: "vs",
    inherit: true,
    rules: [],
    colors: {
      "editor.background": colour("--c-surface"),
      "editor.foreground": colour("--c-ink"),
      "editorLineNumber.foreground": colour("--c-ink-soft"),
      "editorError.foreground": colour("--c-bad"),
      "editorWarning.foreground": colour("--c-warn"),
      focusBorder: colour("--c-primary"),
    },
  });
}

function create(monaco, place, model, options) {
  const editor = monaco.editor.create(place, {
    model,
    theme: "platform",
    ariaLabel: options.label,
    accessibilitySupport: "on",
    automaticLayout: true,
    autoClosingBrackets: "never",
    autoClosingQuotes: "never",
    detectIndentation: false,
    fixedOverflowWidgets: true,
    fontSize: 14,
    glyphMargin: false,
    minimap: { enabled: false },
    quickSuggestions: { strings: true, other: true, comments: false },
    renderWhitespace: "none",
    scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false },
    tabSize: 2,
    unicodeHighlight: { ambiguousCharacters: false },
    unusualLineTerminators: "off",
    wordBasedSuggestions: false,
  });
  // The Tab key leads on to the next thing of the page, as everywhere; Ctrl+M makes it indent.
  if (!editor.getOption(monaco.editor.EditorOption.tabFocusMode)) {
    editor.trigger("page", "editor.action.toggleTabFocusMode", null);
  }
  return editor;
}

export async function open(box, place, options) {
  // Keyboards on glass write into a box, not into Monaco.
  if (matchMedia(phone).matches) {
    return null;
  }
  const [monaco, schemas] = await Promise.all([load(), schemasAt(options.schema)]);
  if (!box.isConnected) {
    return null;
  }

  prepare(monaco, schemas);
  const model = monaco.editor.createModel(box.value, "json");
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const editor = create(monaco, place, model, options);
  let known = box.value;
  let timer = 0;
  let isTyped = false;
  let isShowing = false;
  let isSeen = false;

  // Hands on what was typed as the box would when it is left.
  function handOn() {
    clearTimeout(timer);
    if (isTyped) {
      isTyped = false;
      known = model.getValue();
      box.value = known;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function take() {
    if (!isTyped && box.value !== known) {
      known = box.value;
      const view = editor.saveViewState();
      isShowing = true;
      model.setValue(known);
      model.setEOL(monaco.editor.EndOfLineSequence.LF);
      isShowing = false;
      editor.restoreViewState(view);
    }
  }

  model.onDidChangeContent(() => {
    if (!isShowing) {
      isTyped = true;
      clearTimeout(timer);
      // A long text is checked when the editor is left, not while one is typing.
      if (model.getValueLength() < longest) {
        timer = setTimeout(handOn, pause);
      }
    }
  });
  // Before the page hears that the editor was left.
  place.addEventListener("focusout", handOn);
  box.addEventListener("input", take);

  return {
    show(marks) {
      take();
      editor.updateOptions({ readOnly: box.readOnly });
      monaco.editor.setModelMarkers(model, owner, marks.map((m) => ({
        startLineNumber: m.line,
        startColumn: m.column,
        endLineNumber: m.endLine,
        endColumn: m.endColumn,
        severity: m.isError ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
        message: m.words,
      })));
      // Who was in the box when the editor came over it is in the editor, at the same place.
      if (!isSeen && document.activeElement === box) {
        const at = model.getPositionAt(box.selectionStart);
        editor.focus();
        editor.setPosition(at);
      }
      isSeen = true;
    },
    go(line, column) {
      editor.setPosition({ lineNumber: line, column });
      editor.revealLineInCenter(line);
      editor.focus();
    },
    close() {
      clearTimeout(timer);
      place.removeEventListener("focusout", handOn);
      editor.dispose();
      model.dispose();
    },
  };
}
