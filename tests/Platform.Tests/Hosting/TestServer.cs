using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

/// <summary>
/// The real server in this process: a free port, a data directory of its own, a clock that stands at <see cref="TestClock.Start"/>. Many may run side by
/// side. The demo seeds are planted when asked for; without them the checks that need an administrator are left out.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempData? _own;
    private bool _stopped;

    private TestServer(WebApplication app, DataDirectory data, TestClock clock, TempData? own)
    {
        (_app, Data, Clock, _own) = (app, data, clock, own);
        Url = new Uri(app.Urls.First());
        Client = NewClient();
    }

    public Uri Url { get; }

    /// <summary>Nobody signed in; follows no redirects and keeps no cookies.</summary>
    public HttpClient Client { get; }

    public TestClock Clock { get; }

    public DataDirectory Data { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="demo">Plants the demo: localities, accounts, template package.</param>
    /// <param name="configure">Last word on services and configuration.</param>
    /// <param name="data">An existing directory, for a second start; null makes one that goes with the server.</param>
    /// <param name="engine">Null: the one of the run.</param>
    /// <param name="settings">By their names, e.g. <c>Cluster:Enabled</c>.</param>
    /// <param name="more">Modules besides those of the server, e.g. with routes of the test.</param>
    public static async Task<TestServer> StartAsync(
        bool demo = false, Action<WebApplicationBuilder>? configure = null, DataDirectory? data = null, TestClock? clock = null, string? engine = null,
        IReadOnlyDictionary<string, string?>? settings = null, params IModule[] more)
    {
        var own = data is null ? new TempData() : null;
        data ??= own!.Directory;
        engine ??= TestEngine.Default;
        TestEngine.SkipWithout(engine);
        if (demo && own is not null && configure is null && TestEngine.Copies(engine))
        {
            await PlantedDemo.CopyToAsync(data, engine);
        }

        var database = await TestEngine.OfAsync(data, engine);

        clock ??= new TestClock();
        var app = PlatformHost.Build(new HostSettings(data, demo, "http://127.0.0.1:0", database.Engine, database.Connection, settings), builder =>
        {
            builder.Logging.ClearProviders().AddProvider(new FailureLog());
            builder.Configuration["Limits:RequestsPerSecond"] = "0";
            builder.Configuration["Limits:SignInPerMinute"] = "0";
            builder.Configuration["Identity:Argon2MemoryKib"] = "64";
            builder.Configuration["Documents:Pdf:AllowRoot"] = "true";
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            builder.Services.RemoveAll<IStartCheck>();
            configure?.Invoke(builder);
        }, more);
        try
        {
            await app.PrepareAsync(CancellationToken.None);
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            own?.Dispose();
            throw;
        }

        return new TestServer(app, data, clock, own);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public HttpClient NewClient(bool cookies = false) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = cookies }) { BaseAddress = Url };

    /// <summary>A client that carries a token of this account.</summary>
    public async Task<HttpClient> AsAsync(string user, string password)
    {
        using var answer = await Client.PostAsJsonAsync("/api/v1/tokens", new { user, password });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"Signing in as {user}: {body}");
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", JsonDocument.Parse(body).RootElement.GetProperty("access_token").GetString());
        return client;
    }

    /// <summary>Stops it; the data stay until it is disposed.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        if (_own is not null)
        {
            await TestEngine.DropAsync(Data);
            _own.Dispose();
        }
    }
}
