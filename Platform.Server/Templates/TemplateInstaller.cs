using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Data;

namespace Platform.Server.Templates;

/// <param name="Parameters">Division code, or text, by parameter. A text that is not given is what was given the last time, or its default; an empty one is its default from now on.</param>
/// <param name="Preview">Say what would change and change nothing.</param>
/// <param name="Publish">Put what was changed in force too.</param>
internal sealed record Installation(string Template, LocalityCode Locality, IReadOnlyDictionary<string, string> Parameters, bool Preview = false, bool Publish = false);

internal enum ContentChange
{
    /// <summary>The locality did not have it.</summary>
    Added,
    /// <summary>The package's new version went into it.</summary>
    Changed,
    /// <summary>Nothing to do.</summary>
    Same,
    /// <summary>Only the locality changed it; its version stays.</summary>
    Kept,
    /// <summary>The same holds from above; a copy would cut the locality off from what is changed there.</summary>
    Inherited,
}

/// <param name="Differences">Against what the locality had.</param>
/// <param name="Conflicts">Changed by both sides; the locality's version was kept.</param>
internal sealed record ContentReport(
    DefinitionKind Kind,
    string Key,
    LocalityCode Locality,
    ContentChange Change,
    bool Published,
    IReadOnlyList<DocumentDifference> Differences,
    IReadOnlyList<DocumentDifference> Conflicts)
{
    /// <summary>What it is called; null when it is called nothing.</summary>
    public LocalizedText? Title { get; init; }
}

/// <param name="LeftOut">Contents whose owner was not given.</param>
/// <param name="Absent">What the package expects and is not in force in the locality.</param>
internal sealed record InstallReport(
    string Template, string Version, LocalityCode Locality, bool Preview, IReadOnlyList<ContentReport> Contents, IReadOnlyList<string> LeftOut, IReadOnlyList<DefinitionReference> Absent);

/// <summary>
/// Installs or upgrades a package: creates drafts by a three-way merge that keeps local changes. Doing it twice changes nothing. Contents are saved one
/// after the other; when one is refused the earlier ones stay, and a second call goes on from there.
/// </summary>
internal sealed class TemplateInstaller(
    TemplateShelf shelf,
    TemplatePackageStore stored,
    TemplateContentStore installed,
    IDefinitions inForce,
    IDefinitionEditor editor,
    ICommitQueue commits,
    TimeProvider clock,
    ILogger<TemplateInstaller> log)
{
    public async ValueTask<Result<InstallReport>> InstallAsync(Actor actor, Installation wish, CancellationToken ct)
    {
        // Whoever may not install there does not learn what there is.
        if (!actor.May(Permissions.TemplatesInstall, wish.Locality))
        {
            return Problem.Forbidden("template.forbidden", ("value", wish.Locality.Value));
        }

        if (await shelf.FindAsync(wish.Template, wish.Locality, ct) is not { } package)
        {
            return Problem.NotFound("template.unknown", ("value", wish.Template));
        }

        return await InstallAsync(actor, package, wish, ct);
    }

    /// <summary>The same with a package that lies in no gallery yet.</summary>
    public async ValueTask<Result<InstallReport>> InstallAsync(Actor actor, TemplatePackage package, Installation wish, CancellationToken ct)
    {
        if (!actor.May(Permissions.TemplatesInstall, wish.Locality))
        {
            return Problem.Forbidden("template.forbidden", ("value", wish.Locality.Value));
        }

        var owners = await OwnersAsync(package.Manifest, wish, ct);
        if (!owners.TryGet(out var known))
        {
            return Result<InstallReport>.Refused(owners.Problems);
        }

        var before = package.Manifest.Parameters.Any(p => p.IsText) ? await stored.ValuesAsync(wish.Locality, package.Manifest.Id, ct) : new Dictionary<string, string>();
        var texts = TextsOf(package.Manifest, wish, before);
        var origin = IsReviewed(package, texts) ? DraftOrigin.Package : DraftOrigin.Written;
        var reports = new List<ContentReport>();
        foreach (var content in package.Manifest.Contents.Where(c => known.ContainsKey(c.Owner)))
        {
            var read = package.Read(content, texts);
            var report = read.TryGet(out var document) ? await InstallAsync(actor, package, content, (document, origin), known[content.Owner], wish, ct) : Result<ContentReport>.Refused(read.Problems);
            if (!report.TryGet(out var done))
            {
                return Result<InstallReport>.Refused([.. report.Problems.Select(p => p with { Field = $"{content.File}: {p.Field}" })]);
            }

            reports.Add(done with { Title = DocumentTitles.TextsOf(JsonObject.Create(document)!) });
        }

        if (!wish.Preview)
        {
            await RememberTextsAsync(package.Manifest, texts, before, wish.Locality, ct);
            TemplatesLog.Installed(log, package.Manifest.Id, package.Manifest.Version, wish.Locality.Value, reports.Count(r => r.Change is ContentChange.Added or ContentChange.Changed));
        }

        return new InstallReport(
            package.Manifest.Id,
            package.Manifest.Version,
            wish.Locality,
            wish.Preview,
            reports,
            [.. package.Manifest.Contents.Where(c => !known.ContainsKey(c.Owner)).Select(c => c.File)],
            await AbsentAsync(package.Manifest, wish.Locality, ct));
    }

    /// <summary>What lies beside the program came with it. What somebody of a place made or handed over, and texts that are typed, nobody else has looked at: whoever installs them is their author.</summary>
    private static bool IsReviewed(TemplatePackage package, IReadOnlyDictionary<string, string> texts) =>
        package.Owner is null && package.Manifest.Parameters.All(p => !p.IsText || texts[p.Key] == p.Default);

    /// <summary>The text of every parameter that is one.</summary>
    /// <param name="before">What was given the last time.</param>
    private static IReadOnlyDictionary<string, string> TextsOf(TemplateManifest manifest, Installation wish, IReadOnlyDictionary<string, string> before)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in manifest.Parameters.Where(p => p.IsText).Select(p => p.Key))
        {
            if ((wish.Parameters.GetValueOrDefault(key) ?? before.GetValueOrDefault(key)) is { Length: > 0 } text)
            {
                given[key] = text;
            }
        }

        return TemplateTexts.ValuesOf(manifest, given);
    }

    /// <summary>Keeps what was given for the next version of the package, which would otherwise change it back. What is the default is not kept: the next version may have another.</summary>
    private async ValueTask RememberTextsAsync(TemplateManifest manifest, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, string> before, LocalityCode installer, CancellationToken ct)
    {
        var own = manifest.Parameters.Where(p => p.IsText && texts[p.Key] != p.Default).ToDictionary(p => p.Key, p => texts[p.Key], StringComparer.Ordinal);
        if (own.Count == before.Count && own.All(v => before.GetValueOrDefault(v.Key) == v.Value))
        {
            return;
        }

        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                await TemplatePackageStore.PutValuesAsync(transaction, installer, manifest.Id, own, token);
                return Done.It;
            },
            ct);
    }

    private async ValueTask<IReadOnlyList<DefinitionReference>> AbsentAsync(TemplateManifest manifest, LocalityCode locality, CancellationToken ct)
    {
        var absent = new List<DefinitionReference>();
        foreach (var expected in manifest.Expects ?? [])
        {
            if ((await inForce.ListLayersAsync(expected.Kind, expected.Key, locality, ct)).Count == 0)
            {
                absent.Add(expected);
            }
        }

        return absent;
    }

    /// <summary>Who owns what, by the word the contents use for it.</summary>
    private async ValueTask<Result<Dictionary<string, LocalityCode>>> OwnersAsync(TemplateManifest manifest, Installation wish, CancellationToken ct)
    {
        var owners = new Dictionary<string, LocalityCode>(StringComparer.Ordinal) { [TemplateContent.Locality] = wish.Locality };
        var problems = new List<Problem>();
        foreach (var (key, value) in wish.Parameters)
        {
            if (manifest.Parameters.FirstOrDefault(p => p.Key == key) is not { } parameter)
            {
                problems.Add(Problem.Invalid("template.parameterUnknown", $"parameters.{key}", ("value", key), ("expected", string.Join(", ", manifest.Parameters.Select(p => p.Key)))));
            }
            else if (parameter.IsText)
            {
                problems.AddRange(string.IsNullOrEmpty(value) || TemplateTexts.IsValue(value) ? [] : [Problem.Invalid("template.textValue", $"parameters.{key}", ("value", value), ("expected", TemplateTexts.Longest))]);
            }
            else if (!LocalityCode.TryParse(value, out var owner) || !wish.Locality.Covers(owner))
            {
                problems.Add(Problem.Invalid("template.parameterLocality", $"parameters.{key}", ("value", value), ("expected", wish.Locality.Value)));
            }
            else
            {
                owners[key] = owner;
            }
        }

        problems.AddRange(manifest.Parameters.Where(p => p is { Required: true, IsText: false } && !wish.Parameters.ContainsKey(p.Key)).Select(p => Problem.Invalid("template.parameterMissing", $"parameters.{p.Key}", ("label", p.Title))));
        var there = manifest.Requires.Count == 0 ? new HashSet<string>() : await installed.ListTemplatesAsync([.. wish.Locality.SelfAndAncestors()], ct);
        problems.AddRange(manifest.Requires.Where(r => !there.Contains(r)).Select(r => Problem.Conflict("template.requires", ("value", r))));
        return problems.Count > 0 ? Result<Dictionary<string, LocalityCode>>.Refused(problems) : owners;
    }

    private async ValueTask<Result<ContentReport>> InstallAsync(Actor actor, TemplatePackage package, TemplateContent content, (JsonElement Document, DraftOrigin Origin) filled, LocalityCode owner, Installation wish, CancellationToken ct)
    {
        var (proposed, origin) = filled;
        var name = new DefinitionName(content.Kind, content.Key, owner);
        var before = await installed.FindAsync(name, ct);
        var draft = await editor.FindDraftAsync(name, ct);
        var current = draft ?? await editor.FindOwnActiveAsync(name, ct);
        if (current is null && before is null && await IsAboveAsync(name, proposed, ct))
        {
            return Report(name, ContentChange.Inherited, [], []);
        }

        var (document, report) = Plan(name, Parse(before?.Document), Parse(current?.Json), JsonObject.Create(proposed)!);
        if (wish.Preview)
        {
            return report;
        }

        if (report.Change is ContentChange.Added or ContentChange.Changed)
        {
            var saved = await editor.SaveAsync(actor, name, document, current?.ETag, origin, ct);
            if (!saved.Succeeded)
            {
                return Result<ContentReport>.Refused(saved.Problems);
            }
        }

        var brought = new InstalledContent
        {
            TemplateId = package.Manifest.Id,
            TemplateVersion = package.Manifest.Version,
            Document = proposed.GetRawText(),
            Installer = wish.Locality,
            WasThere = current is not null && before?.WasThere != false,
        };
        if (before?.Installer is null || before with { Installer = wish.Locality } != brought)
        {
            await RememberAsync(name, brought, ct);
        }

        if (!wish.Publish || await editor.FindDraftAsync(name, ct) is not { } toPublish)
        {
            return report;
        }

        var published = await editor.PublishAsync(actor, name, toPublish.ETag, ct);
        return published.Then<ContentReport>(_ => report with { Published = true });
    }

    private async ValueTask<bool> IsAboveAsync(DefinitionName name, JsonElement proposed, CancellationToken ct) =>
        (await inForce.ListLayersAsync(name.Kind, name.Key, name.Owner, ct)).LastOrDefault(d => d.Id.Owner != name.Owner) is { } above && JsonElement.DeepEquals(JsonElement.Parse(above.Json), proposed);

    private static (JsonElement Document, ContentReport Report) Plan(DefinitionName name, JsonObject? before, JsonObject? current, JsonObject proposed)
    {
        if (current is null)
        {
            return (ToElement(proposed), Report(name, ContentChange.Added, [], []));
        }

        var merged = DocumentMerge.Merge(before, proposed, current);
        var differences = merged.Done.Changes.Select(DocumentDifference.Of).ToList();
        var change = differences.Count > 0 ? ContentChange.Changed : JsonNode.DeepEquals(current, proposed) ? ContentChange.Same : ContentChange.Kept;
        return (ToElement(merged.Document), Report(name, change, differences, [.. merged.Conflicts.Select(DocumentDifference.Of)]));
    }

    private static ContentReport Report(DefinitionName name, ContentChange change, IReadOnlyList<DocumentDifference> differences, IReadOnlyList<DocumentDifference> conflicts) =>
        new(name.Kind, name.Key, name.Owner, change, false, differences, conflicts);

    private async ValueTask RememberAsync(DefinitionName name, InstalledContent content, CancellationToken ct) => await commits.CommitAsync<Done>(
        async (transaction, token) =>
        {
            await TemplateContentStore.PutAsync(transaction, name, content, clock.GetUtcNow(), token);
            return Done.It;
        },
        ct);

    private static JsonObject? Parse(string? json) => json is null ? null : (JsonObject)JsonNode.Parse(json)!;

    private static JsonElement ToElement(JsonObject document) => JsonElement.Parse(document.ToJsonString(ModelJson.Readable));
}
