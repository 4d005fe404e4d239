using System.Globalization;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Decisions;

namespace Platform.Server.Flows.Formats.Dmn;

/// <summary>
/// Reads one decision table of a DMN file. What would change a result and cannot be carried out here refuses the file, each element by its id; what has no effect on
/// any result is left out and told.
/// </summary>
internal sealed class DmnReader
{
    /// <summary>Of a decision: what is read, and what only a reader of the drawing wants.</summary>
    private static readonly HashSet<string> Parts = new(StringComparer.Ordinal) { "description", "extensionElements", "decisionTable" };
    private static readonly HashSet<string> Drawing = new(StringComparer.Ordinal) { "question", "allowedAnswers", "variable", "authorityRequirement" };

    /// <summary>Attributes that are read, or say nothing that could be lost.</summary>
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
        { "id", "name", "label", "typeRef", "hitPolicy", "aggregation", "expressionLanguage", "typeLanguage", "namespace", "exporter", "exporterVersion" };

    private readonly List<Problem> _refused = [];
    private readonly List<Problem> _notes = [];
    private readonly XNamespace _dmn;

    private DmnReader(XNamespace dmn) => _dmn = dmn;

    /// <returns>Refused with <c>dmn.notDmn</c>, <c>dmn.noTable</c>, <c>dmn.severalTables</c>, everything that is <c>dmn.unsupported</c>, and cells that cannot be read.</returns>
    public static Result<DecisionFileContent> Read(XElement root, string key, string? decision)
    {
        if (root.Name.LocalName != "definitions" || !DmnXml.Readable.Contains(root.Name.Namespace))
        {
            return Problem.Invalid("dmn.notDmn", null, ("value", root.Name.ToString()), ("expected", (DmnXml.Model + "definitions").ToString()));
        }

        var reader = new DmnReader(root.Name.Namespace);
        return reader.Choose(root, decision).Then(chosen => reader.Read(root, chosen, key));
    }

    private Result<XElement> Choose(XElement root, string? decision)
    {
        var tables = root.Elements(_dmn + "decision").Where(d => d.Element(_dmn + "decisionTable") is not null).ToList();
        var meant = decision is null ? tables : tables.FindAll(d => Id(d) == decision || (string?)d.Attribute("name") == decision);
        var names = string.Join(", ", tables.Select(Id));
        return meant.Count switch
        {
            1 => meant[0],
            0 => Problem.Invalid("dmn.noTable", "decision", ("value", decision), ("expected", names)),
            _ => Problem.Invalid("dmn.severalTables", "decision", ("value", decision), ("expected", names)),
        };
    }

    private Result<DecisionFileContent> Read(XElement root, XElement decision, string key)
    {
        Language(root);
        foreach (var other in root.Elements().Where(e => e != decision && e.Name.LocalName is not ("description" or "extensionElements")))
        {
            LeftOut(other, other.Name.LocalName);
        }

        foreach (var part in decision.Elements().Where(e => e.Name.Namespace != _dmn || !Parts.Contains(e.Name.LocalName)))
        {
            // Where an input comes from is said by its expression; another decision would have to be made first.
            if (Drawing.Contains(part.Name.LocalName) || (part.Name.LocalName == "informationRequirement" && part.Elements().All(e => e.Name.LocalName is "requiredInput" or "description" or "extensionElements")))
            {
                LeftOut(part, part.Name.LocalName);
            }
            else
            {
                Unsupported(part);
            }
        }

        foreach (var element in decision.Element(_dmn + "decisionTable")!.DescendantsAndSelf().Where(e => e.Name.Namespace == _dmn).Prepend(decision))
        {
            NoteForeign(element);
        }

        var table = ReadTable(decision, decision.Element(_dmn + "decisionTable")!, key);
        if (_refused.Count > 0 || table is null)
        {
            return Result<DecisionFileContent>.Refused(_refused);
        }

        var compiled = CompiledDecisionTable.Compile(table, "");
        return compiled.Succeeded ? new DecisionFileContent(table, _notes) : Result<DecisionFileContent>.Refused(compiled.Problems);
    }

    private DecisionTable? ReadTable(XElement decision, XElement written, string key)
    {
        Known(written, "input", "output", "annotation", "rule", "description", "extensionElements");
        var policy = (string?)written.Attribute("hitPolicy") ?? "UNIQUE";
        var figure = (string?)written.Attribute("aggregation");
        if (DmnXml.Policies.All(p => p.Word != policy))
        {
            Unsupported(written, "hitPolicy", policy);
        }

        if (figure is not null && DmnXml.Figures.All(f => f.Word != figure))
        {
            Unsupported(written, "aggregation", figure);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var inputs = written.Elements(_dmn + "input").Select(i => ReadInput(i, ids)).ToList();
        var outputs = written.Elements(_dmn + "output").ToList();
        var named = outputs.Select(o => ReadOutput(o, outputs.Count == 1 ? Identifier(decision.Attribute("name")?.Value, "result") : null)).ToList();
        var languages = written.Elements(_dmn + "annotation").Select(a => (string?)a.Attribute("name") ?? "").ToList();
        var rules = written.Elements(_dmn + "rule").Select((r, i) => ReadRule(r, i, languages)).ToList();
        if (_refused.Count > 0)
        {
            return null;
        }

        var defaults = outputs.Select(o => o.Element(_dmn + "defaultOutputEntry") is { } entry ? Cell(entry) : null).ToList();
        var more = DmnXml.More<DmnMore>(decision);
        var name = Translated(decision.Attribute("name")?.Value, more?.Name);
        return new DecisionTable(key, name, DmnXml.Policies.First(p => p.Word == policy).Policy, inputs, named, rules)
        {
            SchemaVersion = more?.SchemaVersion ?? 1,
            Description = Description(decision.Element(_dmn + "description")?.Value.Trim() ?? "", more?.Description),
            Basis = more?.Basis,
            Aggregation = figure is null ? null : DmnXml.Figures.First(f => f.Word == figure).Figure,
            Default = defaults.All(d => d is null) ? null : [.. defaults.Select((d, i) => Own(d ?? "", more?.Default, i, outputs.Count, DmnXml.Cell) is { Length: > 0 } cell ? cell : "null")],
            ShownToApplicant = more?.ShownToApplicant ?? false,
            Sample = more?.Sample ?? false,
        };
    }

    private DecisionInput ReadInput(XElement input, HashSet<string> ids)
    {
        Known(input, "inputExpression", "inputValues", "description", "extensionElements");
        var more = DmnXml.More<DmnColumn>(input);
        var expression = input.Element(_dmn + "inputExpression");
        var text = expression is null ? "" : Cell(expression);
        var read = CompiledDecisionTable.IsPath(text);
        if (!CompiledDecisionTable.IsName(text) && !read)
        {
            Unsupported(expression ?? input, "inputExpression", text);
        }

        var id = more?.Id is { } own && CompiledDecisionTable.IsName(own) ? own : text.Split('.')[^1];
        for (var i = 2; !ids.Add(id); i++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{text.Split('.')[^1]}_{i}");
        }

        return new DecisionInput(id, Translated((string?)input.Attribute("label") ?? text, more?.Label), ReadType(expression ?? input, more))
        {
            Reads = read ? text : null,
            Allowed = Values(input.Element(_dmn + "inputValues"), more),
            Labels = more?.Labels,
            Hidden = more?.Hidden ?? false,
        };
    }

    private DecisionOutput ReadOutput(XElement output, string? otherwise)
    {
        Known(output, "outputValues", "defaultOutputEntry", "description", "extensionElements");
        var more = DmnXml.More<DmnColumn>(output);
        var name = (string?)output.Attribute("name") ?? otherwise ?? "";
        if (!CompiledDecisionTable.IsName(name))
        {
            Unsupported(output, "name", name);
        }

        return new DecisionOutput(name, Translated((string?)output.Attribute("label") ?? name, more?.Label), ReadType(output, more))
        {
            Allowed = Values(output.Element(_dmn + "outputValues"), more),
            Labels = more?.Labels,
        };
    }

    private DecisionRule ReadRule(XElement rule, int index, List<string> languages)
    {
        Known(rule, "inputEntry", "outputEntry", "annotationEntry", "description", "extensionElements");
        var more = DmnXml.More<DmnRow>(rule);
        var (when, then) = (rule.Elements(_dmn + "inputEntry").Select(Cell).ToList(), rule.Elements(_dmn + "outputEntry").Select(Cell).ToList());
        return new DecisionRule(
            (string?)rule.Attribute("id") ?? string.Create(CultureInfo.InvariantCulture, $"r{index + 1}"),
            [.. when.Select((cell, i) => Own(cell, more?.When, i, when.Count, DmnXml.Test))],
            [.. then.Select((cell, i) => Own(cell, more?.Then, i, then.Count, DmnXml.Cell) is { Length: > 0 } value ? value : "null")])
        {
            Annotation = Annotation(rule, languages, more),
        };
    }

    private LocalizedText? Annotation(XElement rule, List<string> languages, DmnRow? more)
    {
        var texts = rule.Elements(_dmn + "annotationEntry").Select(a => a.Element(_dmn + "text")?.Value.Trim() ?? "").Zip(languages).ToList();
        if (more is not null && texts.All(t => FormatXml.Clean(more.Annotation?.Texts.GetValueOrDefault(t.Second) ?? "").Trim() == t.First))
        {
            return more.Annotation;
        }

        texts.RemoveAll(t => t.First.Length == 0);
        var own = texts.Where(t => DmnXml.Languages.Contains(t.Second)).ToDictionary(t => t.Second, t => t.First, StringComparer.Ordinal);
        return own.Count > 0 ? new LocalizedText(own)
            : texts.Count > 0 ? LocalizedText.Of(string.Join(' ', texts.Select(t => t.First)))
            : rule.Element(_dmn + "description")?.Value.Trim() is { Length: > 0 } description ? LocalizedText.Of(description) : null;
    }

    /// <summary>The cell to the letter as it was written from here, unless somebody has changed it since.</summary>
    /// <param name="written">How such a cell stands in a file.</param>
    private static string Own(string cell, IReadOnlyList<string>? own, int index, int count, Func<string, string> written) => own?.Count == count && written(own[index]) == cell ? own[index] : cell;

    private string Cell(XElement entry)
    {
        Known(entry, "text", "description", "extensionElements");
        Language(entry);
        return entry.Element(_dmn + "text")?.Value.Trim() ?? "";
    }

    private string? Values(XElement? values, DmnColumn? more)
    {
        if (values is null)
        {
            return null;
        }

        var text = Cell(values);
        return more?.Allowed is { } own && DmnXml.Cell(own) == text ? own : text.Length > 0 ? text : null;
    }

    /// <summary>Cells in JavaScript and the like look the same and mean something else.</summary>
    private void Language(XElement? element)
    {
        if ((string?)element?.Attribute("expressionLanguage") is { Length: > 0 } language
            && !language.Equals("feel", StringComparison.OrdinalIgnoreCase) && !language.Equals("s-feel", StringComparison.OrdinalIgnoreCase) && !language.TrimEnd('/').EndsWith("/FEEL", StringComparison.Ordinal))
        {
            Unsupported(element, "expressionLanguage", language);
        }
    }

    private DecisionType ReadType(XElement element, DmnColumn? more)
    {
        var written = ((string?)element.Attribute("typeRef") ?? "").Split(':')[^1];
        var known = DmnXml.Types.Where(t => t.Word == written).ToList();
        if (known.Count == 0)
        {
            Unsupported(element, "typeRef", written);
            return DecisionType.Text;
        }

        return known.Find(t => t.Type == more?.Type) is { Word: not null } own ? own.Type : known[0].Type;
    }

    private void Known(XElement element, params ReadOnlySpan<string> parts)
    {
        foreach (var part in element.Elements())
        {
            if (part.Name.Namespace != _dmn || !parts.Contains(part.Name.LocalName))
            {
                Unsupported(part);
            }
        }
    }

    /// <summary>In both languages as it was written from here, unless somebody has changed it since.</summary>
    private static LocalizedText Translated(string? written, LocalizedText? own) => own is not null && DmnXml.Text(own) == (written ?? "") ? own : LocalizedText.Of(written ?? "");

    private static LocalizedText? Description(string written, LocalizedText? own) =>
        own is not null && DmnXml.Text(own).Trim() == written ? own : written.Length > 0 ? LocalizedText.Of(written) : null;

    private void Unsupported(XElement element, string? attribute = null, string? value = null)
    {
        var id = Id(element);
        _refused.Add(Problem.Invalid("dmn.unsupported", id, ("id", id), ("name", attribute is null ? element.Name.LocalName : $"{element.Name.LocalName} {attribute}"), ("value", value ?? "")));
    }

    private void LeftOut(XElement element, string name) => _notes.Add(Problem.Invalid("dmn.leftOut", Id(element), ("id", Id(element)), ("name", name)));

    /// <summary>Attributes and extensions of other tools, and how a table is turned on the page, change no result.</summary>
    private void NoteForeign(XElement element)
    {
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration && (a.Name.Namespace != XNamespace.None || !Attributes.Contains(a.Name.LocalName))))
        {
            if (attribute is not { Name.LocalName: "preferredOrientation", Value: "Rule-as-Row" })
            {
                LeftOut(element, $"{element.Name.LocalName} {attribute.Name.LocalName}");
            }
        }

        foreach (var extension in element.Elements(_dmn + "extensionElements").Elements().Where(e => e.Name.Namespace != DmnXml.Own))
        {
            LeftOut(element, $"{element.Name.LocalName} {extension.Name.LocalName}");
        }
    }

    /// <summary>An element without an id is named by the next one around it.</summary>
    private static string Id(XElement element) => element.AncestorsAndSelf().Select(e => (string?)e.Attribute("id")).FirstOrDefault(i => i is not null) ?? element.Name.LocalName;

    private static string Identifier(string? text, string otherwise) => text is not null && CompiledDecisionTable.IsName(text) ? text : otherwise;
}

/// <summary>The format of decision tables of other systems.</summary>
internal sealed class DecisionFormats : IDecisionFormats
{
    public int MostBytes => FormatLimits.File;

    public Result<DecisionFileContent> ReadDmn(ReadOnlyMemory<byte> file, string key, string? decision) => FormatXml.Read(file).Then(root => DmnReader.Read(root, key, decision));

    public ReadOnlyMemory<byte> WriteDmn(DecisionTable table) => FormatXml.Write(DmnWriter.Write(table));
}
