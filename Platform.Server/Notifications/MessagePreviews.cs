using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Documents;
using Platform.Model.Notifications;
using Platform.Server.Hosting;

namespace Platform.Server.Notifications;

/// <summary>Writes messages that nobody gets, by the same means as those that go out; a name nothing stands under is shown where it would be read.</summary>
internal sealed class MessagePreviews : IMessagePreview
{
    private static readonly string[] Languages = [LocalizedText.Chinese, LocalizedText.English];

    public MessagePreview Write(JsonObject template, SampleFacts facts)
    {
        var faults = new List<TemplateFault>();
        var texts = new List<PreviewedMessage>();
        foreach (var language in Languages.Where(l => Source(template, "subject", l).Length + Source(template, "body", l).Length > 0))
        {
            texts.Add(new(language, Written(template, "subject", language, facts, faults), Written(template, "body", language, facts, faults)));
        }

        var isSms = template["sms"] is JsonValue sms && sms.TryGetValue<bool>(out var on) && on;
        var own = Source(template, "smsText", LocalizedText.Chinese).Length > 0 ? "smsText" : "body";
        return new(texts, isSms ? Written(template, own, LocalizedText.Chinese, facts, own == "body" ? [] : faults) : null, faults);
    }

    private static string Source(JsonObject template, string member, string language) => template[member] switch
    {
        JsonObject inLanguages when inLanguages[language] is JsonValue text && text.TryGetValue<string>(out var source) => source,
        JsonValue chinese when language == LocalizedText.Chinese && chinese.TryGetValue<string>(out var source) => source,
        _ => "",
    };

    /// <summary>As it would be read; empty where it cannot be written.</summary>
    private static string Written(JsonObject template, string member, string language, SampleFacts facts, List<TemplateFault> faults)
    {
        var (source, field) = (Source(template, member, language), $"{member}.{language}");
        var wrong = LiquidFaults.In(field, source, facts);
        faults.AddRange(wrong);
        if (wrong.Any(f => f.Unreadable is not null))
        {
            return "";
        }

        try
        {
            var marked = wrong.Aggregate(source, (text, fault) => LiquidNames.Replace(text, fault.Variable!, $"⟨{fault.Variable}⟩"));
            // What is typed is another text at every pause; none of them is kept.
            return new Liquid().RenderText(marked, language, facts.Data).Trim();
        }
        catch (LiquidException)
        {
            faults.Add(new(field, null, null, Problem.Invalid("liquid.fails")));
            return "";
        }
    }
}
