using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Documents;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Draws papers that were never issued, by the same means as those that were; a name nothing stands under is shown where it would be printed.</summary>
internal sealed class PaperPreviews(DocumentPage page) : IPaperPreview
{
    private const int Sequence = 1;
    private static readonly string[] OfPaper = ["document"];
    private static readonly string[] OfNumber = ["mark", "year", "sequence", "title"];

    public PaperPreview Draw(JsonObject template, string kind, SampleFacts facts)
    {
        if (!TryRead(template, out var read))
        {
            return new(null, "", []);
        }

        var faults = new List<TemplateFault>(LiquidFaults.In("number", read.Number, null, OfNumber));
        foreach (var (culture, text) in read.Body.Texts)
        {
            faults.AddRange(LiquidFaults.In($"body.{culture}", text, facts, OfPaper));
        }

        if (faults.Exists(f => f.Unreadable is not null))
        {
            return new(null, "", faults);
        }

        // What is typed is another text at every pause; none of them is kept.
        var liquid = new Liquid();
        try
        {
            var marked = read with { Body = new LocalizedText(read.Body.Texts.ToDictionary(t => t.Key, t => Marked(t.Value, faults.Where(f => f.Field == $"body.{t.Key}")), StringComparer.Ordinal)) };
            var number = NumberOf(liquid, read, facts);
            var sheet = DocumentSheet.Render(liquid, marked, new(kind, number, facts.AuthorityName, facts.On), facts.Data);
            return new(page.FrameSample(read.Title, number, sheet), number, faults);
        }
        catch (LiquidException)
        {
            return new(null, "", [.. faults, new("body", null, null, Problem.Invalid("liquid.fails"))]);
        }
    }

    private static string NumberOf(Liquid liquid, DocumentTemplate template, SampleFacts facts) => liquid.RenderLine(
        template.Number,
        ("mark", template.Marks.TryGetValue(facts.AuthorityCode, out var mark) ? mark : facts.AuthorityName),
        ("year", facts.On.Year),
        ("sequence", Sequence),
        ("title", template.Title.In(LocalizedText.Chinese))).Trim();

    private static string Marked(string source, IEnumerable<TemplateFault> unknown) =>
        unknown.Aggregate(source, (text, fault) => LiquidNames.Replace(text, fault.Variable!, string.Create(CultureInfo.InvariantCulture, $"<mark>{Liquid.Encode(fault.Variable!)}</mark>")));

    /// <summary>What is not there yet is empty.</summary>
    private static bool TryRead(JsonObject template, out DocumentTemplate read)
    {
        var whole = (JsonObject)template.DeepClone();
        whole["title"] ??= new JsonObject { [LocalizedText.Chinese] = "" };
        whole["body"] ??= new JsonObject { [LocalizedText.Chinese] = "" };
        read = null!;
        try
        {
            read = whole.Deserialize<DocumentTemplate>(ModelJson.Options)!;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
