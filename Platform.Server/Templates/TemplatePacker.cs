using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>A text that whoever installs the package says anew.</summary>
/// <param name="Literal">What stands in the definitions now; it is the default.</param>
internal sealed record PackedText(string Key, LocalizedText Title, string Literal, LocalizedText? Hint = null);

/// <summary>The package somebody wants to make of what is in force in a locality.</summary>
/// <param name="Chosen">Each brings everything it needs.</param>
/// <param name="TakenIn">What comes from above and goes into the package too; the rest is expected to be where it is installed.</param>
internal sealed record PackWish(
    LocalityCode Locality,
    string Id,
    string Version,
    LocalizedText Title,
    LocalizedText Summary,
    IReadOnlyCollection<DefinitionReference> Chosen,
    IReadOnlyCollection<DefinitionReference> TakenIn,
    IReadOnlyList<PackedText> Texts);

/// <param name="From">Whose it is; of an item taken in from above every owner of a layer.</param>
/// <param name="Title">In its own words; empty where it has none.</param>
internal sealed record PackedContent(DefinitionKind Kind, string Key, IReadOnlyList<LocalityCode> From, bool IsOwn, LocalizedText? Title);

/// <param name="Count">How often the text stands in the definitions.</param>
/// <param name="Files">Of the definitions in which it does.</param>
internal sealed record PackedTextCount(string Key, int Count, IReadOnlyList<string> Files);

/// <param name="Contents">What goes in, in the order of installation.</param>
/// <param name="Expected">What is named and stays out, because it comes from above.</param>
/// <param name="Missing">What is named and is nowhere.</param>
/// <param name="Suggested">Texts that look as if they were others elsewhere and are no parameter yet.</param>
/// <param name="Problems">Why no package can be made of it.</param>
internal sealed record PackReport(
    IReadOnlyList<PackedContent> Contents,
    IReadOnlyList<PackedContent> Expected,
    IReadOnlyList<MissingReference> Missing,
    IReadOnlyList<PackedTextCount> Texts,
    IReadOnlyList<SuggestedText> Suggested,
    IReadOnlyList<Problem> Problems);

/// <param name="Zip">The same wish about the same definitions gives the same bytes.</param>
internal sealed record PackedTemplate(TemplateManifest Manifest, ReadOnlyMemory<byte> Zip, PackReport Report);

/// <summary>Makes a template package of what is in force in a locality: what was chosen, what it needs, and what changes from place to place as parameters.</summary>
internal sealed class TemplatePacker(IDefinitionGathering gathering, ILocalities localities, ICommitQueue commits, EffectDispatcher effects, IIdSource ids, TimeProvider clock)
{
    /// <summary>What would go in, what would stay out, and what is in the way. Refused only where nothing can be read at all: <c>definition.forbidden</c>, <c>definition.notFound</c>, <c>template.manyTexts</c>.</summary>
    public async ValueTask<Result<PackReport>> LookAsync(Actor actor, PackWish wish, CancellationToken ct) => (await DraftAsync(actor, wish, ct)).Then<PackReport>(d => d.Report);

    /// <summary>The package as a file. Refused as <see cref="LookAsync"/> is and with every problem of its report.</summary>
    public async ValueTask<Result<PackedTemplate>> PackAsync(Actor actor, PackWish wish, CancellationToken ct)
    {
        var drafted = await DraftAsync(actor, wish, ct);
        if (!drafted.TryGet(out var draft))
        {
            return Result<PackedTemplate>.Refused(drafted.Problems);
        }

        if (draft.Report.Problems.Count > 0)
        {
            return Result<PackedTemplate>.Refused(draft.Report.Problems);
        }

        using var zip = new MemoryStream();
        await ZipFolder.WriteAsync(draft.Files, zip, ct);
        if (zip.Length > ZipFolder.MaxBytes)
        {
            return ZipFolder.TooLarge(zip.Length);
        }

        await NoteAsync(actor, wish, draft, ct);
        return new PackedTemplate(draft.Manifest, zip.ToArray(), draft.Report);
    }

    private async ValueTask<Result<Draft>> DraftAsync(Actor actor, PackWish wish, CancellationToken ct)
    {
        // Each is looked for in every definition.
        if (wish.Texts.Count > ManifestRules.MostParameters)
        {
            return ManifestRules.TooManyParameters(wish.Texts.Count);
        }

        var gathered = await gathering.GatherAsync(actor, wish.Locality, wish.Chosen, ct);
        if (!gathered.TryGet(out var found))
        {
            return Result<Draft>.Refused(gathered.Problems);
        }

        var above = found.Above.ToLookup(NameOf);
        var own = found.Own.ToDictionary(NameOf);
        var taken = above.Select(a => a.Key).Where(wish.TakenIn.Contains).ToHashSet();
        var read = own.Keys.Union(taken)
            .Select(name => new FiledDefinition(name.Kind, name.Key, DefinitionFiles.PathOf(name.Kind, name.Key), Together(name, own.GetValueOrDefault(name), taken.Contains(name) ? [.. above[name]] : [])))
            .OrderBy(d => d.Kind).ThenBy(d => d.Key, StringComparer.Ordinal)
            .ToList();
        var opened = new Opened(wish.Texts, read);
        var ordered = DefinitionNeeds.InOrder(opened.Definitions);
        IReadOnlyList<PackedContent> expected = [.. above.Where(a => !taken.Contains(a.Key)).Select(a => Content(a.Key, [.. a.Select(l => l.Id.Owner)], false, TitleOf(a)))];
        var manifest = Manifest(wish, ordered, expected);
        var report = new PackReport(
            [.. ordered.Select(d => new DefinitionReference(d.Kind, d.Key)).Select(name => Content(name, OwnersOf(name, own, above, taken), own.ContainsKey(name), TitleOf(above[name].Concat(own.TryGetValue(name, out var mine) ? [mine] : []))))],
            expected,
            found.Missing,
            opened.Counts,
            SuggestedTexts.In(opened.Definitions, (await localities.FindAsync(wish.Locality, ct))?.Name),
            [.. PackageRules.CheckHead(manifest), .. ManifestRules.Check(manifest), .. wish.Chosen.Count == 0 ? [Problem.Invalid("template.nothingChosen", "chosen")] : Array.Empty<Problem>(), .. opened.Problems]);
        return new Draft(manifest, FilesOf(manifest, ordered), report);
    }

    private static TemplateManifest Manifest(PackWish wish, IReadOnlyList<FiledDefinition> ordered, IReadOnlyList<PackedContent> expected) => new(
        wish.Id,
        wish.Version,
        wish.Title,
        wish.Summary,
        [],
        [.. wish.Texts.Select(t => new TemplateParameter(t.Key, t.Title.IsEmpty ? LocalizedText.Of(t.Key) : t.Title, t.Hint, Default: t.Literal))],
        [.. ordered.Select(d => new TemplateContent(d.Kind, d.Key, d.File))],
        Expects: expected.Count == 0 ? null : [.. expected.Select(e => new DefinitionReference(e.Kind, e.Key))]);

    private static IReadOnlyList<DefinitionFile> FilesOf(TemplateManifest manifest, IReadOnlyList<FiledDefinition> ordered) =>
    [
        .. ordered.SelectMany(d => DefinitionFiles.Write(d.Kind, d.Key, d.Document))
            .Append(new(DefinitionFolder.Manifest, DefinitionFiles.Json(JsonSerializer.SerializeToNode(manifest, ModelJson.Options)!)))
            .OrderBy(f => f.Path, StringComparer.Ordinal),
    ];

    /// <summary>One document: the locality's own, or, of an item whose layers above go in too, what all of them say together.</summary>
    private static JsonElement Together(DefinitionReference name, Definition? own, IReadOnlyList<Definition> above)
    {
        if (name.Kind != DefinitionKind.Item || above.Count == 0)
        {
            return JsonElement.Parse((own ?? above[^1]).Json);
        }

        var together = ItemLayers.Together([.. above.Append(own).OfType<Definition>().Select(l => new ItemLayer(l.Id.Owner, JsonElement.Parse(l.Json)))]);
        if (together["offered"] is JsonValue offered && offered.GetValue<string>() == "here" && (own is null || !JsonElement.Parse(own.Json).TryGetProperty("offered", out _)))
        {
            // Where a layer above says "here" it means its own place, and nobody applies for it below.
            together["offered"] = "none";
        }

        return JsonSerializer.SerializeToElement(new JsonObject([KeyValuePair.Create<string, JsonNode?>("key", name.Key), .. together.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))]), ModelJson.Options);
    }

    private static IReadOnlyList<LocalityCode> OwnersOf(DefinitionReference name, Dictionary<DefinitionReference, Definition> own, ILookup<DefinitionReference, Definition> above, HashSet<DefinitionReference> taken) =>
        [.. (taken.Contains(name) ? above[name].Select(l => l.Id.Owner) : []), .. (own.TryGetValue(name, out var mine) ? [mine.Id.Owner] : Array.Empty<LocalityCode>())];

    private static PackedContent Content(DefinitionReference name, IReadOnlyList<LocalityCode> from, bool isOwn, LocalizedText? title) => new(name.Kind, name.Key, from, isOwn, title);

    /// <summary>What a definition calls itself, or null.</summary>
    /// <param name="layers">From the top down; the lowest that says it counts.</param>
    public static LocalizedText? TitleOf(IEnumerable<Definition> layers) => layers.Select(l => DocumentTitles.TextsOf(JsonNode.Parse(l.Json)!.AsObject())).LastOrDefault(t => t is not null);

    private async ValueTask NoteAsync(Actor actor, PackWish wish, Draft draft, CancellationToken ct) => await commits.CommitAsync<Done>(
        async (transaction, token) =>
        {
            var now = clock.GetUtcNow();
            var detail = JsonSerializer.Serialize(new { version = wish.Version, definitions = draft.Report.Contents.Count, parameters = wish.Texts.Select(t => t.Key) }, ModelJson.Options);
            await effects.ApplyAsync(new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, "template.packed", $"template:{wish.Id}", wish.Locality, detail), new EffectScope(transaction, now, wish.Locality), token);
            return Done.It;
        },
        ct);

    private static DefinitionReference NameOf(Definition version) => new(version.Id.Kind, version.Id.Key);

    private sealed record Draft(TemplateManifest Manifest, IReadOnlyList<DefinitionFile> Files, PackReport Report);

    /// <summary>The definitions with marks where the texts stood, and what is wrong with that.</summary>
    private sealed class Opened
    {
        private readonly List<Problem> _problems = [];
        private readonly List<PackedTextCount> _counts = [];

        public Opened(IReadOnlyList<PackedText> texts, IReadOnlyList<FiledDefinition> definitions)
        {
            _problems.AddRange(texts.Where(t => t.Literal.Length is > 0 and < TemplateTexts.Shortest).Select(t => Problem.Invalid("template.literalShort", FieldOf(t), ("value", t.Literal), ("expected", TemplateTexts.Shortest))));
            _problems.AddRange(texts.GroupBy(t => t.Literal, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => Problem.Invalid("template.literalTwice", FieldOf(g.Last()), ("value", g.Key))));
            var literals = texts.Where(t => t.Literal.Length >= TemplateTexts.Shortest && TemplateTexts.IsValue(t.Literal) && TemplateTexts.IsKey(t.Key)).DistinctBy(t => t.Literal, StringComparer.Ordinal).ToDictionary(t => t.Literal, t => t.Key, StringComparer.Ordinal);
            var marked = definitions.Select(d => (Before: d, After: TemplateTexts.Open(d.Document, literals))).ToList();
            foreach (var text in texts.Where(t => literals.ContainsKey(t.Literal)))
            {
                Look(text, marked);
            }

            Definitions = [.. marked.Select(m => m.Before with { Document = m.After.Document })];
        }

        public IReadOnlyList<FiledDefinition> Definitions { get; }

        public IReadOnlyList<PackedTextCount> Counts => _counts;

        public IReadOnlyList<Problem> Problems => _problems;

        private void Look(PackedText text, List<(FiledDefinition Before, (JsonElement Document, IReadOnlyDictionary<string, int> Found) After)> marked)
        {
            var where = marked.Where(m => m.After.Found.ContainsKey(text.Key)).ToList();
            _counts.Add(new(text.Key, where.Sum(m => m.After.Found[text.Key]), [.. where.Select(m => m.Before.File)]));
            if (where.Count == 0)
            {
                _problems.Add(Problem.Invalid("template.literalNowhere", FieldOf(text), ("value", text.Literal)));
            }

            _problems.AddRange(marked.Where(m => TemplateTexts.HasMark(m.Before.Document, text.Key)).Take(1).Select(m => Problem.Invalid("template.markThere", FieldOf(text), ("value", TemplateTexts.MarkOf(text.Key)), ("place", m.Before.File))));

            // A key that is said anew would lead nowhere.
            _problems.AddRange(where.Where(m => !NamesOf(m.Before.Kind, m.Before.Document).SequenceEqual(NamesOf(m.Before.Kind, m.After.Document))).Take(1)
                .Select(m => Problem.Invalid("template.literalIsKey", FieldOf(text), ("value", text.Literal), ("place", m.Before.File))));
        }

        private static IEnumerable<string> NamesOf(DefinitionKind kind, JsonElement document) =>
            [.. DefinitionReferences.Of(kind, document).Select(r => $"{r.Kind}/{r.Key}"), document.TryGetProperty("key", out var key) ? key.ToString() : ""];

        private static string FieldOf(PackedText text) => $"texts.{text.Key}";
    }
}
