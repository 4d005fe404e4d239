using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;
using Platform.Server.Templates;
using Platform.Tests.Hosting;

namespace Platform.Tests.Items;

/// <summary>The real server with the localities of the demo, actors made up per client, and the shipped package installed when asked for.</summary>
internal sealed class ItemsServer : IAsyncDisposable
{
    public const string Street = "330110012";
    public const string SecondStreet = "330110005";

    private readonly TestServer _server;

    private ItemsServer(TestServer server, AuditLog audit) => (_server, Audit) = (server, audit);

    public AuditLog Audit { get; }

    public HttpClient Client => _server.Client;

    public static async Task<ItemsServer> StartAsync(bool installed = true, bool fourEyes = false)
    {
        var audit = new AuditLog();
        var server = await TestServer.StartAsync(configure: builder =>
        {
            builder.Configuration["Definitions:FourEyes"] = fourEyes.ToString();
            builder.Services.Replace(ServiceDescriptor.Singleton<ILocalities>(new DemoLocalities()));
            builder.Services.Replace(ServiceDescriptor.Singleton<IEffectHandler<AuditEntry>>(audit));
            builder.Services.AddSingleton<IStartupFilter, MadeUpActors>();
        });
        if (installed)
        {
            await server.Get<IEnumerable<IDemoSeed>>().OfType<TemplateSeed>().Single().SeedAsync(CancellationToken.None);
        }

        return new ItemsServer(server, audit);
    }

    public T Get<T>()
        where T : notnull => _server.Get<T>();

    /// <summary>A client of somebody who holds one role in one locality.</summary>
    public HttpClient As(string role, string locality)
    {
        var client = _server.NewClient();
        client.DefaultRequestHeaders.Add(MadeUpActors.Header, $"{role} {locality}");
        return client;
    }

    public async Task<JsonElement> GetJsonAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Keeps the administrative acts in order.</summary>
    internal sealed class AuditLog : IEffectHandler<AuditEntry>
    {
        public List<AuditEntry> Entries { get; } = [];

        public ValueTask ApplyAsync(AuditEntry effect, EffectScope scope, CancellationToken ct)
        {
            lock (Entries)
            {
                Entries.Add(effect);
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class MadeUpActors : IStartupFilter
    {
        public const string Header = "Test-Actor";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, then) =>
            {
                if (context.Request.Headers[Header].ToString().Split(' ') is [var role, var locality])
                {
                    context.RequestServices.GetRequiredService<ActorHolder>().Current =
                        new Actor(ActorKind.Staff, Guid.Parse("00000000-0000-7000-8000-000000000001"), role, [new Grant(role, LocalityCode.Parse(locality))]);
                }

                return then(context);
            });
            next(app);
        };
    }

    private sealed class DemoLocalities : ILocalities
    {
        private static readonly IReadOnlyList<Locality> All =
        [
            .. new[] { "33", "3301", "330110", SecondStreet, Street, "330110012001", "330106" }.Select(c => new Locality(LocalityCode.Parse(c), LocalizedText.Of(c, c))),
        ];

        public ValueTask<Locality?> FindAsync(LocalityCode code, CancellationToken ct) => ValueTask.FromResult(All.FirstOrDefault(l => l.Code == code));

        public ValueTask<IReadOnlyList<Locality>> ListAsync(LocalityScope scope, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<Locality>>([.. All.Where(l => scope.Contains(l.Code))]);

        public ValueTask<LocalityTree> TreeAsync(CancellationToken ct) => ValueTask.FromResult(new LocalityTree(All));
    }
}

/// <summary>One server with the package installed, for tests that only read.</summary>
public sealed class InstalledServer : IAsyncLifetime
{
    internal ItemsServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ItemsServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
