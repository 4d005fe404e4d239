// The worker of the JSON editor. Its loader asks whether functions may be made out of text. Asking is a violation of the policy of this site by itself, so it
// is answered here: no. Then it loads scripts as scripts.
self.Function = new Proxy(Function, {
  construct() {
    throw new EvalError("No functions out of text.");
  },
});
self.MonacoEnvironment = { baseUrl: new URL("../BlazorMonaco/lib/monaco-editor/min/", self.location.href).href };
// A page that is left while this is loading is no error, and without it only proposals are missing.
console.error = console.warn;
importScripts(`${self.MonacoEnvironment.baseUrl}vs/base/worker/workerMain.js`);
