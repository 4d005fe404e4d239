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
            new XAttribute("name", DmnXml.Text(table.Name)),
            DmnXml.Extension(new DmnMore(table.Name, table.SchemaVersion, table.Description, table.Basis, table.ShownToApplicant, table.Sample, Odd(table.Default))),
            Table(table));
        if (table.Description is { } description && DmnXml.Text(description) is { Length: > 0 } said)
        {
            decision.AddFirst(Part("description", said));
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
        var languages = DmnXml.Languages.Where(l => table.Rules.Any(r => r.Annotation?.Texts.ContainsKey(l) == true)).ToList();
        written.Add(languages.Select(l => new XElement(DmnXml.Model + "annotation", new XAttribute("name", l))));
        written.Add(table.Rules.Select(rule => Rule(rule, languages)));
        return written;
    }

    private static XElement Input(DecisionInput input)
    {
        var written = new XElement(
            DmnXml.Model + "input",
            new XAttribute("id", $"{DmnXml.Made}input.{input.Id}"),
            new XAttribute("label", DmnXml.Text(input.Label)),
            DmnXml.Extension(new DmnColumn(input.Label, input.Type, input.Id, input.Labels, input.Hidden, Odd(input.Allowed))),
            new XElement(DmnXml.Model + "inputExpression", new XAttribute("id", $"{DmnXml.Made}expression.{input.Id}"), Type(input.Type), Text(input.Reads ?? input.Id)));
        if (input.Allowed is { } allowed)
        {
            written.Add(new XElement(DmnXml.Model + "inputValues", new XAttribute("id", $"{DmnXml.Made}values.{input.Id}"), Text(DmnXml.Cell(allowed))));
        }

        return written;
    }

    private static XElement Output(DecisionOutput output, string? otherwise)
    {
        var written = new XElement(
            DmnXml.Model + "output",
            new XAttribute("id", $"{DmnXml.Made}output.{output.Name}"),
            new XAttribute("label", DmnXml.Text(output.Label)),
            new XAttribute("name", output.Name),
            Type(output.Type),
            DmnXml.Extension(new DmnColumn(output.Label, output.Type, null, output.Labels, Allowed: Odd(output.Allowed))));
        if (output.Allowed is { } allowed)
        {
            written.Add(new XElement(DmnXml.Model + "outputValues", new XAttribute("id", $"{DmnXml.Made}outputValues.{output.Name}"), Text(DmnXml.Cell(allowed))));
        }

        if (otherwise is not null)
        {
            written.Add(new XElement(DmnXml.Model + "defaultOutputEntry", new XAttribute("id", $"{DmnXml.Made}default.{output.Name}"), Text(DmnXml.Cell(otherwise))));
        }

        return written;
    }

    private static XElement Rule(DecisionRule rule, IReadOnlyList<string> languages)
    {
        var written = new XElement(DmnXml.Model + "rule", new XAttribute("id", rule.Id));
        if (!IsPlain(rule))
        {
            written.Add(DmnXml.Extension(new DmnRow(rule.When, rule.Then, rule.Annotation)));
        }

        written.Add(rule.When.Select((cell, i) => new XElement(DmnXml.Model + "inputEntry", new XAttribute("id", $"{DmnXml.Made}when.{rule.Id}.{i}"), Text(DmnXml.Test(cell)))));
        written.Add(rule.Then.Select((cell, i) => new XElement(DmnXml.Model + "outputEntry", new XAttribute("id", $"{DmnXml.Made}then.{rule.Id}.{i}"), Text(DmnXml.Cell(cell)))));
        written.Add(languages.Select(l => new XElement(DmnXml.Model + "annotationEntry", Text(AnnotationIn(rule, l)))));
        return written;
    }

    /// <summary>What the reader would make of the rule is the rule.</summary>
    private static bool IsPlain(DecisionRule rule) =>
        rule.When.All(c => DmnXml.Test(c) == c) && rule.Then.All(c => c.Length > 0 && DmnXml.Cell(c) == c)
        && (rule.Annotation is not { } annotation || (annotation.Texts.Count > 0 && annotation.Texts.Keys.SequenceEqual(DmnXml.Languages.Where(annotation.Texts.ContainsKey))
            && annotation.Texts.All(t => t.Value.Length > 0 && AnnotationIn(rule, t.Key) == t.Value)));

    private static string AnnotationIn(DecisionRule rule, string language) => FormatXml.Clean(rule.Annotation?.Texts.GetValueOrDefault(language) ?? "").Trim();

    private static string? Odd(string? allowed) => allowed is null || (allowed.Length > 0 && DmnXml.Cell(allowed) == allowed) ? null : allowed;

    private static IReadOnlyList<string>? Odd(IReadOnlyList<string>? cells) => cells?.All(c => c.Length > 0 && DmnXml.Cell(c) == c) == true ? null : cells;

    private static XAttribute Type(DecisionType type) => new("typeRef", DmnXml.Types.First(t => t.Type == type).Word);

    private static XElement Text(string text) => Part("text", text);

    private static XElement Part(string name, string text) => new(DmnXml.Model + name, text);
}
