using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;

namespace Platform.Connectors;

/// <summary>
/// A way to the outside, contract version 1. A connector only translates: the host gives every call its time-out, retries and circuit breaker, takes
/// calls from the outbox after the step is on disk, and keeps what finally failed.
/// </summary>
/// <remarks>Thread-safe: one instance serves all calls. Secrets come from the site's configuration, never from a call or a definition.</remarks>
public interface IConnector
{
    /// <summary>Stable, lower-case words with dashes: <c>sms</c>.</summary>
    string Key { get; }

    LocalizedText Title { get; }

    IReadOnlyList<ConnectorOperation> Operations { get; }

    /// <summary>What a binding can set, for the designer; empty for a connector that is set up by the site alone.</summary>
    IReadOnlyList<ConnectorSetting> Settings => [];

    /// <summary>
    /// Carries out one call. Called at least once per <see cref="ConnectorCall.Key"/>; the receiver must be able to tell a repetition by it. A rehearsal
    /// answers what would be sent and sends nothing.
    /// </summary>
    /// <returns>The output, or an expected refusal of the other side. Broken transport is an exception, which the host tries again.</returns>
    Task<Result<ConnectorReply>> CallAsync(ConnectorCall call, CancellationToken ct);

    /// <summary>What is wrong with settings and secrets of a binding, before any call is made; empty when calls can be.</summary>
    /// <param name="settings">As <see cref="ConnectorCall.Settings"/>.</param>
    IReadOnlyList<Problem> CheckSettings(string operation, JsonElement settings, IReadOnlyList<string> secrets) =>
        [
            .. settings.ValueKind == JsonValueKind.Object ? settings.EnumerateObject().Select(s => ConnectorProblems.Setting(Key, s.Name, "—")) : [],
            .. secrets.Select(s => ConnectorProblems.Secret(Key, s, "—")),
        ];
}

/// <summary>One thing a connector can do, described so that the designer can draw a form for it and the host can check a call before it leaves.</summary>
/// <param name="Name">Stable within the connector: <c>send</c>.</param>
/// <param name="Input">JSON Schema 2020-12 of <see cref="ConnectorCall.Input"/>.</param>
/// <param name="Output">JSON Schema 2020-12 of <see cref="ConnectorReply.Output"/>.</param>
/// <param name="Idempotent">Whether the other side itself recognises a repeated key; if not, the host does not retry after a time-out.</param>
/// <param name="Timeout">For one try.</param>
public sealed record ConnectorOperation(string Name, LocalizedText Title, JsonElement Input, JsonElement Output, bool Idempotent, TimeSpan Timeout);

/// <param name="Key">Idempotency key, the same at every try.</param>
/// <param name="Rehearsal">Send nothing; answer what would have been sent.</param>
public sealed record ConnectorCall(Guid Key, string Operation, JsonElement Input, bool Rehearsal = false)
{
    /// <summary>Of the binding through which the call is made; an object, or undefined where there is none.</summary>
    public JsonElement Settings { get; init; }

    /// <summary>Names of secrets in the site's configuration that the call shall carry.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}

/// <param name="Sent">False for a rehearsal.</param>
public sealed record ConnectorReply(JsonElement Output, bool Sent);

/// <summary>Problems every connector answers with.</summary>
public static class ConnectorProblems
{
    public static Problem UnknownOperation(string connector, string operation) =>
        Problem.NotFound("connector.operation", ("connector", connector), ("value", operation));

    /// <param name="name">Of the setting.</param>
    public static Problem Setting(string connector, string name, string expected) => Problem.Invalid("connector.setting", "settings." + name, ("connector", connector), ("value", name), ("expected", expected));

    public static Problem Secret(string connector, string name, string expected) => Problem.Invalid("connector.secret", "secrets", ("connector", connector), ("value", name), ("expected", expected));

    /// <param name="member">Path of the member of the input.</param>
    public static Problem Input(string member, string expected) => Problem.Invalid("connector.input", member, ("expected", expected));
}

/// <summary>What the host and the built-in connectors agree on about HTTP.</summary>
public static class ConnectorHttp
{
    /// <summary>Name of the HTTP client on which the host sets resilience for all connectors.</summary>
    public const string ClientName = "connectors";

    /// <summary>Name of the HTTP client for calls that the outbox repeats: it follows no redirect, keeps no cookie and tries once.</summary>
    public const string OnceClientName = "connectors-once";

    /// <summary>Header that carries <see cref="ConnectorCall.Key"/>.</summary>
    public const string KeyHeader = "Idempotency-Key";
}
