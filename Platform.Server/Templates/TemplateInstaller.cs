using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Data;

namespace Platform.Server.Templates;

/// <param name="Parameters">Division code by parameter.</param>
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
    IReadOnlyList<DocumentDifference> Conflicts);

/// <param name="LeftOut">Contents whose owner was not given.</param>
internal sealed record InstallReport(string Template, string Version, LocalityCode Locality, bool Preview, IReadOnlyList<ContentReport> Contents, IReadOnlyList<string> LeftOut);

/// <summary>
/// Installs or upgrades a package: creates drafts by a three-way merge that keeps local changes. Doing it twice changes nothing. Contents are saved one
/// after the other; when one is refused the earlier ones stay, and a second call goes on from there.
/// </summary>
internal sealed class TemplateInstaller(
    TemplatePackages packages,
    TemplateContentStore installed,
    IDefinitionEditor editor,
    ICommitQueue commits,
    TimeProvider clock,
    ILogger<TemplateInstaller> log)
{
    public async ValueTask<Result<InstallReport>> InstallAsync(Actor actor, Installation wish, CancellationToken ct)
    {
        if (packages.Find(wish.Template) is not { } package)
        {
            return Problem.NotFound("template.unknown", ("value", wish.Template));
        }

        var owners = await OwnersAsync(actor, package.Manifest, wish, ct);
        if (!owners.TryGet(out var known))
        {
            return Result<InstallReport>.Refused(owners.Problems);
        }

        var reports = new List<ContentReport>();
        foreach (var content in package.Manifest.Contents.Where(c => known.ContainsKey(c.Owner)))
        {
            var report = await InstallAsync(actor, package, content, known[content.Owner], wish, ct);
            if (!report.TryGet(out var done))
            {
                return Result<InstallReport>.Refused([.. report.Problems.Select(p => p with { Field = $"{content.File}: {p.Field}" })]);
            }

            reports.Add(done);
        }

        if (!wish.Preview)
        {
            TemplatesLog.Installed(log, package.Manifest.Id, package.Manifest.Version, wish.Locality.Value, reports.Count(r => r.Change is ContentChange.Added or ContentChange.Changed));
        }

        return new InstallReport(
            package.Manifest.Id,
            package.Manifest.Version,
            wish.Locality,
            wish.Preview,
            reports,
            [.. package.Manifest.Contents.Where(c => !known.ContainsKey(c.Owner)).Select(c => c.File)]);
    }

    /// <summary>Who owns what, by the word the contents use for it.</summary>
    private async ValueTask<Result<Dictionary<string, LocalityCode>>> OwnersAsync(Actor actor, TemplateManifest manifest, Installation wish, CancellationToken ct)
    {
        var owners = new Dictionary<string, LocalityCode>(StringComparer.Ordinal) { [TemplateContent.Locality] = wish.Locality };
        var problems = new List<Problem>();
        if (!actor.May(Permissions.TemplatesInstall, wish.Locality))
        {
            return Problem.Forbidden("template.forbidden", ("value", wish.Locality.Value));
        }

        foreach (var (key, value) in wish.Parameters)
        {
            if (manifest.Parameters.All(p => p.Key != key))
            {
                problems.Add(Problem.Invalid("template.parameterUnknown", $"parameters.{key}", ("value", key), ("expected", string.Join(", ", manifest.Parameters.Select(p => p.Key)))));
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

        problems.AddRange(manifest.Parameters.Where(p => p.Required && !wish.Parameters.ContainsKey(p.Key)).Select(p => Problem.Invalid("template.parameterMissing", $"parameters.{p.Key}", ("label", p.Title))));
        var there = manifest.Requires.Count == 0 ? new HashSet<string>() : await installed.ListTemplatesAsync([.. wish.Locality.SelfAndAncestors()], ct);
        problems.AddRange(manifest.Requires.Where(r => !there.Contains(r)).Select(r => Problem.Conflict("template.requires", ("value", r))));
        return problems.Count > 0 ? Result<Dictionary<string, LocalityCode>>.Refused(problems) : owners;
    }

    private async ValueTask<Result<ContentReport>> InstallAsync(Actor actor, TemplatePackage package, TemplateContent content, LocalityCode owner, Installation wish, CancellationToken ct)
    {
        var name = new DefinitionName(content.Kind, content.Key, owner);
        var proposed = package.Read(content);
        var before = await installed.FindAsync(name, ct);
        var draft = await editor.FindDraftAsync(name, ct);
        var current = draft ?? await editor.FindOwnActiveAsync(name, ct);
        var (document, report) = Plan(name, Parse(before?.Document), Parse(current?.Json), JsonObject.Create(proposed)!);
        if (wish.Preview)
        {
            return report;
        }

        if (report.Change is ContentChange.Added or ContentChange.Changed)
        {
            var saved = await editor.SaveAsync(actor, name, document, current?.ETag, DraftOrigin.Package, ct);
            if (!saved.Succeeded)
            {
                return Result<ContentReport>.Refused(saved.Problems);
            }
        }

        if (before?.Installer is null || before.TemplateVersion != package.Manifest.Version || before.Document != proposed.GetRawText())
        {
            await RememberAsync(name, package, proposed, wish.Locality, ct);
        }

        if (!wish.Publish || await editor.FindDraftAsync(name, ct) is not { } toPublish)
        {
            return report;
        }

        var published = await editor.PublishAsync(actor, name, toPublish.ETag, ct);
        return published.Then<ContentReport>(_ => report with { Published = true });
    }

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

    private async ValueTask RememberAsync(DefinitionName name, TemplatePackage package, JsonElement proposed, LocalityCode installer, CancellationToken ct) => await commits.CommitAsync<Done>(
        async (transaction, token) =>
        {
            var content = new InstalledContent { TemplateId = package.Manifest.Id, TemplateVersion = package.Manifest.Version, Document = proposed.GetRawText(), Installer = installer };
            await TemplateContentStore.PutAsync(transaction, name, content, clock.GetUtcNow(), token);
            return Done.It;
        },
        ct);

    private static JsonObject? Parse(string? json) => json is null ? null : (JsonObject)JsonNode.Parse(json)!;

    private static JsonElement ToElement(JsonObject document) => JsonElement.Parse(document.ToJsonString(ModelJson.Readable));
}
