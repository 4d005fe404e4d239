using System.Diagnostics;

namespace Platform.Server.Documents.Pdf;

/// <summary>
/// One process of the browser with a folder of its own. It is spoken to through pipes and listens nowhere, so nobody else on the machine can look into it; and it ends
/// when this process does, however that ends, because then its pipe does.
/// </summary>
internal sealed class PdfBrowser : IAsyncDisposable
{
    /// <summary>
    /// The browser reads the protocol from descriptor 3 and writes it to 4. The shell stays until the browser has ended, to remove its folder even where this process
    /// was killed meanwhile.
    /// </summary>
    private const string Script = "folder=$1; shift; \"$@\" 3<&0 4>&1 </dev/null >/dev/null; rm -rf -- \"$folder\"";

    private const int KeptOfComplaints = 2000;
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(5);

    /// <summary>Of the environment it is given no more than it needs: connection strings and passwords may stand there.</summary>
    private static readonly string[] Given = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE"];

    private readonly Process _process;
    private readonly string _folder;
    private readonly Task _complaints;
    private volatile string _said = "";

    private PdfBrowser(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        Tools = new(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        _complaints = ComplaintsAsync(process.StandardError);
    }

    public DevTools Tools { get; }

    public bool IsAlive => !Tools.IsClosed && !_process.HasExited;

    /// <summary>Throws <see cref="DevToolsException"/> with what the browser said when it does not come up.</summary>
    public static async Task<PdfBrowser> StartAsync(string path, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("platform-pdf-").FullName;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (IEnumerable<string>)["-c", Script, "sh", folder, path, .. Arguments(folder)])
        {
            start.ArgumentList.Add(argument);
        }

        var environment = Given.Select(n => (Name: n, Value: Environment.GetEnvironmentVariable(n))).Where(v => v.Value is not null).ToList();
        start.Environment.Clear();
        environment.ForEach(v => start.Environment[v.Name] = v.Value);
        var browser = new PdfBrowser(Process.Start(start)!, folder);
        try
        {
            await browser.Tools.SendAsync("Browser.getVersion", null, null, ct);
            return browser;
        }
        catch (Exception e)
        {
            await browser.DisposeAsync();
            throw e is DevToolsException ? new DevToolsException($"{path} did not start: {browser._said}") : e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its pipe is what the browser ends by; one that hangs is ended with all its parts.
        Tools.Dispose();
        if (!await EndsInTimeAsync(_process.WaitForExitAsync()))
        {
            _process.Kill(entireProcessTree: true);
            await EndsInTimeAsync(_process.WaitForExitAsync());
        }

        // A part that outlived the browser may hold the other end for ever.
        await EndsInTimeAsync(_complaints);
        _process.Dispose();
        Remove();
    }

    private static IEnumerable<string> Arguments(string folder)
    {
        string[] always =
        [
            "--headless", "--remote-debugging-pipe", "--user-data-dir=" + folder, "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-extensions", "--disable-sync",
            "--disable-default-apps", "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--disable-breakpad", "--disable-crash-reporter",
            "--disable-dev-shm-usage", "--mute-audio", "--password-store=basic", "--use-mock-keychain", "--font-render-hinting=none",
            // Every request is refused where the page is printed; should one get past that, it finds no way out either.
            "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=socks5://0.0.0.0:1", "--proxy-bypass-list=<-loopback>",
        ];
        // The system gives root no sandbox of this kind.
        return Environment.IsPrivilegedProcess ? always.Append("--no-sandbox") : always;
    }

    private static async Task<bool> EndsInTimeAsync(Task task)
    {
        try
        {
            await task.WaitAsync(Leaving);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ComplaintsAsync(StreamReader errors)
    {
        var buffer = new char[1024];
        for (int read; (read = await errors.ReadAsync(buffer)) > 0;)
        {
            var said = _said + new string(buffer, 0, read);
            _said = said.Length > KeptOfComplaints ? said[^KeptOfComplaints..] : said;
        }
    }

    private void Remove()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The shell was there first.
        }
        catch (IOException)
        {
            // A part of a browser that was killed still wrote into it; it is the temporary folder's.
        }
    }
}
