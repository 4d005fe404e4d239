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
/// <param name="NotTaken">Why the case could not go on with it, for operators; the step that asked stops with it, and has it when it is run again. Null = it could, or has not tried.</param>
public sealed record ConnectorAnswer(bool Succeeded, JsonElement? Output, bool Refused = false, string? Code = null, string? Message = null, string? NotTaken = null)
{
    public static ConnectorAnswer Of(JsonElement output) => new(true, output);

    public static ConnectorAnswer Failed(string code, string message, bool refused) => new(false, null, refused, code, message);
}

/// <summary>What a case still wants of a call it has asked for.</summary>
public enum CallInterest
{
    /// <summary>Nobody waits for it any more.</summary>
    None,
    /// <summary>That it is made.</summary>
    Answer,
    /// <summary>Only what became of it, so that it can be undone: one that never left need not be made.</summary>
    End,
}

/// <summary>Where answers go; implemented by whoever emits <see cref="CallConnectorEffect"/>.</summary>
public interface IConnectorAnswers
{
    ValueTask<CallInterest> InterestAsync(Guid caseId, Guid key, int round, CancellationToken ct);

    /// <summary>
    /// Tells the case. Twice is harmless, and so is an answer to a call that nobody waits for any more. Where the case refuses to go on with it, the step that asked
    /// stops for an operator, with the answer.
    /// </summary>
    /// <exception cref="Exception">The case could not be told; it has to be told again.</exception>
    ValueTask TellAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, CancellationToken ct);

    /// <summary>The case has failed at the answer again and again: the step that asked stops for an operator, with the answer.</summary>
    /// <param name="error">What it failed at last.</param>
    /// <returns>False when it cannot even do that.</returns>
    /// <exception cref="Exception">The case could not be reached; it has to be told again.</exception>
    ValueTask<bool> StopAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, string error, CancellationToken ct);
}
