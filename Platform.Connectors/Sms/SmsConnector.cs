using System.Text.Json;
using Platform.Model;

namespace Platform.Connectors.Sms;

/// <summary>Lets a flow send a text message through the site's gateway.</summary>
public sealed class SmsConnector(ISmsGateway gateway) : IConnector
{
    public const string ConnectorKey = "sms";
    public const string Send = "send";
    private const int MaxText = 500;

    public string Key => ConnectorKey;

    public LocalizedText Title { get; } = LocalizedText.Of("短信", "Text message");

    public IReadOnlyList<ConnectorOperation> Operations { get; } =
    [
        new(
            Send,
            LocalizedText.Of("发送短信", "Send a text message"),
            Schema("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["phone","text"],"properties":{"phone":{"type":"string","minLength":5,"maxLength":20},"text":{"type":"string","minLength":1,"maxLength":500}},"additionalProperties":false}"""),
            Schema("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["phone","text"],"properties":{"phone":{"type":"string"},"text":{"type":"string"}}}"""),
            Idempotent: true,
            TimeSpan.FromSeconds(10)),
    ];

    public async Task<Result<ConnectorReply>> CallAsync(ConnectorCall call, CancellationToken ct)
    {
        if (call.Operation != Send)
        {
            return ConnectorProblems.UnknownOperation(Key, call.Operation);
        }

        if (Text(call.Input, "phone") is not { Length: >= 5 and <= 20 } phone)
        {
            return ConnectorProblems.Input("phone", "5–20");
        }

        if (Text(call.Input, "text") is not { Length: >= 1 and <= MaxText } text)
        {
            return ConnectorProblems.Input("text", $"1–{MaxText}");
        }

        if (!call.Rehearsal)
        {
            await gateway.SendAsync(new(call.Key, phone, text), ct);
        }

        return new ConnectorReply(JsonSerializer.SerializeToElement(new { phone, text }, ModelJson.Options), Sent: !call.Rehearsal);
    }

    private static string? Text(JsonElement input, string member) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
