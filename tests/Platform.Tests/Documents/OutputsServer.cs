using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Documents;

/// <summary>The real server with definitions the test writes and actors it names, for features that are caused by a case but do not need one.</summary>
internal sealed class OutputsServer : IAsyncDisposable
{
    public static LocalityCode Yuhang { get; } = LocalityCode.Parse("330110");

    public const string HealthBureau = "11330110MB1A23456X";

    private readonly TestDefinitions _definitions;
    private readonly ConcurrentDictionary<string, Actor> _actors;

    private OutputsServer(TestServer server, TestDefinitions definitions, ConcurrentDictionary<string, Actor> actors) => (Server, _definitions, _actors) = (server, definitions, actors);

    public TestServer Server { get; }

    public static async Task<OutputsServer> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var definitions = new TestDefinitions();
        var actors = new ConcurrentDictionary<string, Actor>();
        var server = await TestServer.StartAsync(configure: builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IDefinitions>(definitions));
            builder.Services.AddHttpContextAccessor();
            builder.Services.Replace(ServiceDescriptor.Scoped<ICurrentActor>(s => new NamedActor(s.GetRequiredService<IHttpContextAccessor>(), actors)));
            configure?.Invoke(builder);
        });
        return new(server, definitions, actors);
    }

    /// <summary>A client that speaks as this actor.</summary>
    public HttpClient As(Actor actor)
    {
        var key = $"{actor.Kind}-{actor.AccountId}-{actor.Grants.Count}";
        _actors[key] = actor;
        var client = Server.NewClient();
        client.DefaultRequestHeaders.Add(NamedActor.Header, key);
        return client;
    }

    private static int _lastId;

    /// <summary>A key of its own, later than all before.</summary>
    public static Guid NextId() => new(0x01900000, 0, 0x7000, [0x80, 0, 0, 0, .. BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(Interlocked.Increment(ref _lastId)))]);

    public static Actor Resident(string name = "张伟") => new(ActorKind.Resident, NextId(), name, []);

    public static Actor Staff(string name, params Grant[] grants) => new(ActorKind.Staff, NextId(), name, grants);

    public void Publish(DefinitionKind kind, string key, object content, LocalityCode? owner = null) =>
        _definitions.Publish(kind, key, JsonSerializer.Serialize(content, ModelJson.Options), owner ?? LocalityCode.Root);

    public void Publish(DefinitionKind kind, string key, string json) => _definitions.Publish(kind, key, json, LocalityCode.Root);

    /// <summary>Applies effects as the step of a case does: all in one transaction, or none.</summary>
    public async Task ApplyAsync(params object[] effects)
    {
        var dispatcher = Server.Get<EffectDispatcher>();
        var done = await Server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, ct) =>
            {
                foreach (var effect in effects)
                {
                    await dispatcher.ApplyAsync(effect, new EffectScope(transaction, Server.Clock.GetUtcNow(), Yuhang), ct);
                }

                return Done.It;
            },
            CancellationToken.None);
        Assert.True(done.Succeeded);
    }

    public static string Json(object value) => JsonSerializer.Serialize(value, ModelJson.Options);

    public static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Code of the first problem of an answer.</summary>
    public static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await BodyAsync(answer)).GetProperty("code").GetString();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private sealed class NamedActor(IHttpContextAccessor requests, ConcurrentDictionary<string, Actor> actors) : ICurrentActor
    {
        public const string Header = "X-Test-Actor";

        public Actor Actor => requests.HttpContext?.Request.Headers[Header].FirstOrDefault() is { } key && actors.TryGetValue(key, out var actor) ? actor : Actor.Visitor;
    }

    private sealed class TestDefinitions : IDefinitions
    {
        private readonly ConcurrentDictionary<(DefinitionKind, string, LocalityCode), Definition> _active = new();

        public void Publish(DefinitionKind kind, string key, string json, LocalityCode owner)
        {
            var version = _active.TryGetValue((kind, key, owner), out var before) ? before.Id.Version + 1 : 1;
            _active[(kind, key, owner)] = new(new(kind, key, owner, version), DefinitionState.Active, json, "", TestClock.Start, "test", TestClock.Start);
        }

        public ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) =>
            ValueTask.FromResult(locality.SelfAndAncestors().Select(l => _active.GetValueOrDefault((kind, key, l))).FirstOrDefault(d => d is not null));

        public ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct) => ValueTask.FromResult(_active.Values.Single(d => d.Id == id));

        public ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<Definition>>([.. locality.SelfAndAncestors().Reverse().Select(l => _active.GetValueOrDefault((kind, key, l))).OfType<Definition>()]);

        public ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<string>>([.. _active.Keys.Where(k => k.Item1 == kind).Select(k => k.Item2).Distinct().Order(StringComparer.Ordinal)]);

        public ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<Definition>>([]);

        public ValueTask<long> GenerationAsync(CancellationToken ct) => ValueTask.FromResult((long)_active.Values.Sum(d => d.Id.Version));
    }
}
