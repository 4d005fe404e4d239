using Platform.Model;
using Platform.Model.Documents;

namespace Platform.Server.Documents.Pdf;

/// <summary>
/// Prints with one browser that all share: started when it is first needed, ended when it has had nothing to do for a while, started anew when it died. A few pages at a
/// time, a few more may wait.
/// </summary>
internal sealed class BrowserPrinter : IPdfPrinter, IAsyncDisposable
{
    private const int Tries = 2;
    private readonly PdfSettings _settings;
    private readonly BrowserFinder _finder;
    private readonly TimeProvider _time;
    private readonly ILogger<BrowserPrinter> _log;
    private readonly SemaphoreSlim _turns;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ITimer _idle;
    private PdfBrowser? _browser;
    private int _coming;
    private bool _saidUnprotected;

    public BrowserPrinter(PdfSettings settings, BrowserFinder finder, TimeProvider time, ILogger<BrowserPrinter> log)
    {
        (_settings, _finder, _time, _log) = (settings, finder, time, log);
        _turns = new(settings.AtOnce, settings.AtOnce);
        _idle = time.CreateTimer(_ => _ = RestAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsAvailable => _finder.Find() is not null;

    public async Task<Result<PrintedPdf>> PrintAsync(PrintablePage page, CancellationToken ct)
    {
        if (_finder.Find() is not { } path)
        {
            return Problem.Conflict("pdf.unavailable", ("setting", _finder.Missing));
        }

        if (page.Html.Length > PdfSettings.MaxHtmlChars)
        {
            return Problem.Of("pdf.tooLarge", ProblemKind.TooLarge);
        }

        if (Interlocked.Increment(ref _coming) > _settings.AtOnce + _settings.Waiting)
        {
            Interlocked.Decrement(ref _coming);
            return Problem.Of("pdf.busy", ProblemKind.TooMany);
        }

        try
        {
            await _turns.WaitAsync(ct);
            try
            {
                return await PrintAsync(path, page, ct);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _coming) == 0)
            {
                _idle.Change(_settings.IdleFor, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync();
        await _changing.WaitAsync();
        await EndAsync();
        _changing.Dispose();
        _turns.Dispose();
    }

    /// <summary>A browser that died, be it of another page, is no fault of this one: it is tried once more with a new one.</summary>
    private async Task<Result<PrintedPdf>> PrintAsync(string path, PrintablePage page, CancellationToken ct)
    {
        for (var left = Tries; ; left--)
        {
            using var within = new CancellationTokenSource(_settings.PageTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, within.Token);
            PdfBrowser? browser = null;
            try
            {
                browser = await BrowserAsync(path, either.Token);
                await using var opened = await BrowserPage.OpenAsync(browser.Tools, _settings, either.Token);
                return Checked(await opened.PrintAsync(page, _settings, either.Token));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                _log.PageTookTooLong(_settings.PageTimeout);
                // What takes so long goes on doing it until its browser ends.
                browser?.Tools.Dispose();
                return Problem.Conflict("pdf.failed");
            }
            catch (DevToolsException e) when (left == 1 || browser is { IsAlive: true })
            {
                _log.PageNotPrinted(e.Message);
                return Problem.Conflict("pdf.failed");
            }
            catch (DevToolsException e)
            {
                _log.BrowserDied(e.Message);
            }
        }
    }

    private Result<PrintedPdf> Checked(Result<byte[]> printed) => printed.Then(file =>
    {
        var pages = PdfBinder.CountPages(file);
        return pages <= _settings.MaxPages ? new PrintedPdf(file, pages) : (Result<PrintedPdf>)Problem.Of("pdf.tooLong", ProblemKind.TooLarge, null, ("expected", _settings.MaxPages));
    });

    private async Task<PdfBrowser> BrowserAsync(string path, CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (_browser is { IsAlive: true } running)
            {
                return running;
            }

            await EndAsync();
            if (Environment.IsPrivilegedProcess && !_saidUnprotected)
            {
                _saidUnprotected = true;
                _log.Unprotected();
            }

            return _browser = await PdfBrowser.StartAsync(path, ct);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task RestAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (Volatile.Read(ref _coming) == 0)
            {
                await EndAsync();
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private async ValueTask EndAsync()
    {
        if (_browser is { } browser)
        {
            _browser = null;
            await browser.DisposeAsync();
        }
    }
}
