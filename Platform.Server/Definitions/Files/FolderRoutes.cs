using Microsoft.AspNetCore.Mvc;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Files;

/// <summary><c>GET /definitions/export?locality=&amp;kind=&amp;item=&amp;drafts=</c>: the files of a locality in one ZIP file; the page links to the same under <c>/designer</c>.</summary>
internal static class ExportRoute
{
    /// <param name="Kind">Words with commas; absent = all kinds.</param>
    internal sealed record Question(
        [property: FromQuery(Name = "locality")] string? Locality,
        [property: FromQuery(Name = "kind")] string? Kind,
        [property: FromQuery(Name = "item")] string? Item,
        [property: FromQuery(Name = "drafts")] bool? Drafts);

    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapGet("/definitions/export", HandleAsync)
            .Needs(Permissions.DefinitionsRead)
            .Produces(StatusCodes.Status200OK, contentType: ZipFolder.MediaType)
            .WithName("exportDefinitions")
            .WithTags("Definitions");
        app.MapGet("/designer/files/export.zip", HandleAsync).Needs(Permissions.DefinitionsRead).ExcludeFromDescription();
    }

    private static async Task<IResult> HandleAsync([AsParameters] Question question, DefinitionExport export, ICurrentActor current, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(question.Locality, out var locality))
        {
            return Problem.Invalid("locality.code", "locality", ("value", question.Locality)).ToHttp();
        }

        if (CommandWords.Kinds(question.Kind) is not { } kinds)
        {
            return Problem.Invalid("definition.kindUnknown", "kind", ("value", question.Kind)).ToHttp();
        }

        var item = string.IsNullOrWhiteSpace(question.Item) ? null : question.Item.Trim();
        var exported = await export.ExportAsync(current.Actor, new ExportWish(locality, kinds, item, question.Drafts == true), ct);
        return exported.ToHttp(folder => Results.Stream(
            output => ZipFolder.WriteAsync(folder.Files, output, ct), ZipFolder.MediaType, item is null ? $"definitions-{locality.Value}.zip" : $"{item}-{locality.Value}.zip"));
    }
}

/// <summary><c>POST /definitions/import?locality=&amp;dryRun=&amp;publish=&amp;onDraft=</c>: the body is a ZIP file of a folder. Its definitions become drafts; with <c>publish</c> they come into force together or not at all.</summary>
internal static class ImportRoute
{
    internal sealed record Question(
        [property: FromQuery(Name = "locality")] string? Locality,
        [property: FromQuery(Name = "dryRun")] bool? DryRun,
        [property: FromQuery(Name = "publish")] bool? Publish,
        [property: FromQuery(Name = "onDraft")] string? OnDraft);

    /// <param name="Draft">Who saved the draft last that others have under way.</param>
    /// <param name="Conflicts">What that draft keeps.</param>
    internal sealed record Line(
        DefinitionKind Kind, string Key, string File, ImportChange Change, string? Draft, IReadOnlyList<DocumentDifference> Differences, IReadOnlyList<DocumentDifference> Conflicts, IReadOnlyList<FileProblem> Problems);

    /// <param name="Published">How many came into force.</param>
    internal sealed record Answer(LocalityCode Locality, IReadOnlyList<Line> Definitions, IReadOnlyList<FileProblem> Refused, IReadOnlyList<string> LeftOut, int Published);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/definitions/import", HandleAsync)
        .Needs(Permissions.DefinitionsEdit)
        .WithMetadata(new RequestSizeLimitAttribute(ZipFolder.MaxBytes + 1))
        .Produces<Answer>()
        .WithName("importDefinitions")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync([AsParameters] Question question, DefinitionImport import, ProblemTexts texts, ICurrentActor current, HttpRequest request, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(question.Locality, out var locality))
        {
            return Problem.Invalid("locality.code", "locality", ("value", question.Locality)).ToHttp();
        }

        if (CommandWords.UnderWay(question.OnDraft) is not { } underWay)
        {
            return Problem.Invalid("files.onDraft", "onDraft", ("value", question.OnDraft), ("expected", "merge, replace, keep")).ToHttp();
        }

        var folder = (await ZipFolder.ReadAsync(request, ct)).Then(DefinitionFolder.Read);
        if (!folder.TryGet(out var read))
        {
            return folder.Problems.ToHttp();
        }

        var planned = await import.PlanAsync(current.Actor, read, locality, underWay, ct);
        if (!planned.TryGet(out var plan))
        {
            return planned.Problems.ToHttp();
        }

        var publish = question.Publish == true;
        if (question.DryRun == true || (publish && !plan.IsWhole))
        {
            return Results.Ok(Of(plan, texts, 0));
        }

        if (publish && DefinitionImport.UnfinishedOfOthers(plan) is { } shared)
        {
            return shared.ToHttp();
        }

        // Begun is ended: who goes away in between finds all drafts, or sends it again.
        var applied = await import.ApplyAsync(current.Actor, plan, null, CancellationToken.None);
        if (!publish || !applied.IsWhole)
        {
            return Results.Ok(Of(applied, texts, 0));
        }

        var published = await import.PublishAsync(current.Actor, applied, ct);
        return published.ToHttp(all => Results.Ok(Of(applied, texts, all.Count)));
    }

    private static Answer Of(ImportReport report, ProblemTexts texts, int published) => new(
        report.Locality,
        [
            .. report.Lines.Select(l => new Line(
                l.Name.Kind,
                l.Name.Key,
                l.File,
                l.Change,
                l.Draft,
                [.. l.Changes.Changes.Select(DocumentDifference.Of)],
                [.. l.Conflicts.Select(DocumentDifference.Of)],
                [.. l.Problems.Select(p => FileProblem.Of(p, texts))])),
        ],
        [.. report.Refused.Select(p => FileProblem.Of(p, texts))],
        report.LeftOut,
        published);
}

/// <summary><c>POST /definitions/validate?locality=</c>: the checks of a publication on a ZIP file of a folder; without a locality as if nothing were in force. Nothing is written.</summary>
internal static class ValidateRoute
{
    internal sealed record Line(DefinitionKind Kind, string Key, string File, IReadOnlyList<FileProblem> Findings);

    internal sealed record Named(DefinitionKind Kind, string Key, DefinitionReference NamedBy);

    /// <param name="Fit">Whether all of it could be published.</param>
    internal sealed record Answer(LocalityCode Locality, bool Fit, IReadOnlyList<Line> Definitions, IReadOnlyList<FileProblem> Refused, IReadOnlyList<Named> Missing);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/definitions/validate", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .WithMetadata(new RequestSizeLimitAttribute(ZipFolder.MaxBytes + 1))
        .Produces<Answer>()
        .WithName("validateDefinitions")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(FolderCheck check, ProblemTexts texts, ICurrentActor current, HttpRequest request, string? locality, CancellationToken ct)
    {
        LocalityCode at = default;
        if (locality is not null && !LocalityCode.TryParse(locality, out at))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        var folder = (await ZipFolder.ReadAsync(request, ct)).Then(DefinitionFolder.Read);
        if (!folder.TryGet(out var read))
        {
            return folder.Problems.ToHttp();
        }

        var report = await check.CheckAsync(current.Actor, read, locality is null ? null : at, ct);
        return report.ToHttp(r => Results.Ok(new Answer(
            r.Locality,
            r.IsFine,
            [.. r.Files.Select(f => new Line(f.Kind, f.Key, f.File, [.. f.Findings.Select(d => FileProblem.Of(d.Problem, texts, d.Blocks))]))],
            [.. r.Refused.Select(p => FileProblem.Of(p, texts))],
            [.. r.Missing.Select(m => new Named(m.Kind, m.Key, m.NamedBy))])));
    }
}

/// <param name="Field">The file, or the place in it.</param>
internal sealed record FileProblem(string Code, string? Field, string Message, bool Blocks = true)
{
    public static FileProblem Of(Problem problem, ProblemTexts texts, bool blocks = true) => new(problem.Code, problem.Field, texts.Say(problem), blocks);
}
