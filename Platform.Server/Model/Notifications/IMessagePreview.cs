using System.Text.Json.Nodes;
using Platform.Model.Cases;
using Platform.Model.Documents;

namespace Platform.Model.Notifications;

/// <summary>Writes a message as it would go out from a template that is being written.</summary>
public interface IMessagePreview
{
    /// <param name="template">The definition as it is on the desk, finished or not.</param>
    MessagePreview Write(JsonObject template, SampleFacts facts);
}

/// <param name="Sms">What a phone would show; null where the template says that no SMS is sent.</param>
public sealed record MessagePreview(IReadOnlyList<PreviewedMessage> Texts, string? Sms, IReadOnlyList<TemplateFault> Faults);

public sealed record PreviewedMessage(string Language, string Subject, string Body);
