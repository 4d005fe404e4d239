using System.Text.Json;

namespace Platform.Model.Connectors;

/// <summary>
/// Call an operation of a connector after the commit. The answer comes to <see cref="IConnectorAnswers"/> at least once; when no try got through it is one that
/// failed.
/// </summary>
/// <param name="Key">Idempotency key: the other side sees the same at every try.</param>
/// <param name="Round">Counts from 1 how often the case has asked under this key; comes back with the answer.</param>
/// <param name="Binding">Key of the connector binding, looked up at the place of the case when the call is made.</param>
/// <param name="Operation">Of the binding.</param>
/// <param name="Tries">How often it is tried at most; null = as often as the site does, which is never exceeded.</param>
public sealed record CallConnectorEffect(Guid Key, int Round, Guid CaseId, string Binding, string Operation, JsonElement Input, int? Tries = null);

/// <summary>What came of a call.</summary>
/// <param name="Output">As the operation's schema says; null when it failed.</param>
/// <param name="Refused">The call was certainly not carried out: the other side said no, or it never left. False of a failure whose effect is unknown.</param>
/// <param name="Code">Of the failure; null when it succeeded.</param>
/// <param name="Message">For operators; names connector, operation and what went wrong.</param>
public sealed record ConnectorAnswer(bool Succeeded, JsonElement? Output, bool Refused = false, string? Code = null, string? Message = null)
{
    public static ConnectorAnswer Of(JsonElement output) => new(true, output);

    public static ConnectorAnswer Failed(string code, string message, bool refused) => new(false, null, refused, code, message);
}

/// <summary>Where answers go; implemented by whoever emits <see cref="CallConnectorEffect"/>.</summary>
public interface IConnectorAnswers
{
    /// <summary>Whether the case still waits for this answer. A call nobody waits for need not be made.</summary>
    ValueTask<bool> IsAwaitedAsync(Guid caseId, Guid key, int round, CancellationToken ct);

    /// <summary>Tells the case. Twice is harmless, and so is an answer to a call that nobody waits for any more.</summary>
    /// <exception cref="InvalidOperationException">The case did not take it; it has to be told again.</exception>
    ValueTask TellAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, CancellationToken ct);
}
