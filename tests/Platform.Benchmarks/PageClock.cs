using Microsoft.Playwright;

namespace Platform.Benchmarks;

/// <summary>Measures in the page itself, by the browser's clock: from an input event until nothing moves any more and the picture stands.</summary>
internal static class PageClock
{
    /// <summary>Runs in every frame before its own scripts. At rest is a page that waits for no answer and was not changed for a while; the time is that of the picture after the last change.</summary>
    private const string Script = """
        (() => {
          const quiet = 120;
          let waiting = 0, began = 0, changed = 0, drawn = 0;
          const note = () => {
            changed = performance.now();
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => { drawn = performance.now(); };
              channel.port2.postMessage(null);
            });
          };
          const over = () => setTimeout(() => { waiting--; note(); });
          const ask = window.fetch;
          window.fetch = async (...asked) => {
            waiting++;
            try {
              const answer = await ask(...asked);
              const text = answer.text.bind(answer);
              answer.text = async () => { try { return await text(); } finally { over(); } };
              if (!answer.ok) { over(); }
              return answer;
            } catch (broken) {
              over();
              throw broken;
            }
          };
          window.addEventListener("keydown", (e) => { began = e.timeStamp; note(); }, true);
          new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          window.platformRest = () => new Promise((done) => {
            const look = () => waiting === 0 && drawn > changed && performance.now() - changed > quiet ? done(drawn - began) : setTimeout(look, 5);
            look();
          });
          window.platformLag = [];
          window.addEventListener("pointermove", (e) => {
            const at = e.timeStamp;
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => window.platformLag.push(performance.now() - at);
              channel.port2.postMessage(null);
            });
          });
        })();
        """;

    /// <summary>A page of somebody who has signed in, with the clock in it.</summary>
    public static async Task<IPage> VisitAsync(IBrowser browser, Uri server, string user, string password)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = server.ToString(), Locale = "zh-CN", ViewportSize = new() { Width = 1280, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(120_000);
        await context.AddInitScriptAsync(Script);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#user", user);
        await page.FillAsync("#password", password);
        await page.ClickAsync("main form button.primary");
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        return page;
    }

    /// <summary>Milliseconds from the last key to the picture at rest.</summary>
    public static Task<double> RestAsync(IFrame frame) => frame.EvaluateAsync<double>("platformRest()");

    /// <summary>Milliseconds from each move of the pointer since the last call to the picture after it.</summary>
    public static Task<double[]> LagsAsync(IPage page) => page.EvaluateAsync<double[]>("window.platformLag.splice(0)");
}
