using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Decisions;

namespace Platform.Server.Flows.Formats.Dmn;

/// <summary>Writes a decision table as the only decision of a DMN 1.3 file, in the order its schema wants.</summary>
internal static class DmnWriter
{
    public static XElement Write(DecisionTable table)
    {
        var decision = new XElement(
            DmnXml.Model + "decision",
            new XAttribute("id", DmnXml.Made + "decision"),
            new XAttribute("name", DmnText(table.Name)),
            DmnXml.Extension(new DmnMore(table.Name, table.SchemaVersion, table.Description, table.Basis, table.ShownToApplicant, table.Sample)),
            Table(table));
        if (table.Description is { IsEmpty: false } description)
        {
            decision.AddFirst(Part("description", DmnText(description)));
        }

        return new XElement(
            DmnXml.Model + "definitions",
            new XAttribute("id", DmnXml.Made + "definitions"),
            new XAttribute("name", table.Key),
            new XAttribute("namespace", "urn:platform:decision-table:" + table.Key),
            new XAttribute(XNamespace.Xmlns + "platform", DmnXml.Own),
            decision);
    }

    private static XElement Table(DecisionTable table)
    {
        var written = new XElement(DmnXml.Model + "decisionTable", new XAttribute("id", DmnXml.Made + "table"), new XAttribute("hitPolicy", DmnXml.Policies.First(p => p.Policy == table.HitPolicy).Word));
        if (table.Aggregation is { } figure)
        {
            written.Add(new XAttribute("aggregation", DmnXml.Figures.First(f => f.Figure == figure).Word));
        }

        written.Add(table.Inputs.Select(Input));
        written.Add(table.Outputs.Select((output, i) => Output(output, i < (table.Default?.Count ?? 0) ? table.Default![i] : null)));
        var languages = table.Rules.SelectMany(r => r.Annotation?.Texts.Keys ?? []).Distinct().Order(StringComparer.Ordinal).ToList();
        written.Add(languages.Select(l => new XElement(DmnXml.Model + "annotation", new XAttribute("name", l))));
        written.Add(table.Rules.Select(rule => Rule(rule, languages)));
        return written;
    }

    private static XElement Input(DecisionInput input)
    {
        var written = new XElement(
            DmnXml.Model + "input",
            new XAttribute("id", $"{DmnXml.Made}input.{input.Id}"),
            new XAttribute("label", DmnText(input.Label)),
            DmnXml.Extension(new DmnColumn(input.Label, input.Type, input.Id, input.Labels, input.Hidden)),
            new XElement(DmnXml.Model + "inputExpression", new XAttribute("id", $"{DmnXml.Made}expression.{input.Id}"), Type(input.Type), Text(input.Reads ?? input.Id)));
        if (input.Allowed is { } allowed)
        {
            written.Add(new XElement(DmnXml.Model + "inputValues", new XAttribute("id", $"{DmnXml.Made}values.{input.Id}"), Text(allowed)));
        }

        return written;
    }

    private static XElement Output(DecisionOutput output, string? otherwise)
    {
        var written = new XElement(
            DmnXml.Model + "output",
            new XAttribute("id", $"{DmnXml.Made}output.{output.Name}"),
            new XAttribute("label", DmnText(output.Label)),
            new XAttribute("name", output.Name),
            Type(output.Type),
            DmnXml.Extension(new DmnColumn(output.Label, output.Type, null, output.Labels)));
        if (output.Allowed is { } allowed)
        {
            written.Add(new XElement(DmnXml.Model + "outputValues", new XAttribute("id", $"{DmnXml.Made}outputValues.{output.Name}"), Text(allowed)));
        }

        if (otherwise is not null)
        {
            written.Add(new XElement(DmnXml.Model + "defaultOutputEntry", new XAttribute("id", $"{DmnXml.Made}default.{output.Name}"), Text(otherwise)));
        }

        return written;
    }

    private static XElement Rule(DecisionRule rule, IReadOnlyList<string> languages) => new(
        DmnXml.Model + "rule",
        new XAttribute("id", rule.Id),
        rule.When.Select((cell, i) => new XElement(DmnXml.Model + "inputEntry", new XAttribute("id", $"{DmnXml.Made}when.{rule.Id}.{i}"), Text(string.IsNullOrWhiteSpace(cell) ? "-" : cell))),
        rule.Then.Select((cell, i) => new XElement(DmnXml.Model + "outputEntry", new XAttribute("id", $"{DmnXml.Made}then.{rule.Id}.{i}"), Text(cell))),
        languages.Select(l => new XElement(DmnXml.Model + "annotationEntry", Text(rule.Annotation?.Texts.GetValueOrDefault(l) ?? ""))));

    private static XAttribute Type(DecisionType type) => new("typeRef", DmnXml.Types.First(t => t.Type == type).Word);

    private static XElement Text(string text) => Part("text", text);

    private static XElement Part(string name, string text) => new(DmnXml.Model + name, text);

    /// <summary>DMN knows one language.</summary>
    private static string DmnText(LocalizedText text) => text.In(LocalizedText.Chinese);
}
