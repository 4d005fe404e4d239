using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Intake;

/// <summary>POST /api/v1/cases: every channel files here.</summary>
internal static class IntakeRoutes
{
    /// <summary>A form with long repeats is larger than the usual request.</summary>
    private const long MaxBody = 4 * 1024 * 1024;

    public static void MapIntake(this RouteGroupBuilder api) =>
        api.MapPost("/cases", FileAsync)
            .SignedIn()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody))
            .WithName("fileCase")
            .Produces<FiledResource>(StatusCodes.Status201Created);

    private static async Task<IResult> FileAsync(CaseFiling filing, HttpContext http, ICurrentActor current, CaseIntake intake, CancellationToken ct)
    {
        var answer = await intake.FileAsync(current.Actor, filing, http.RequestKey(), ct);
        return answer.ToHttp(a =>
        {
            var file = a.File;
            http.Response.SetETag(file.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return Results.Created($"/api/v1/cases/{file.Number}", FiledResource.Of(file));
        });
    }
}

/// <param name="TrackingCode">Opens the case without an account, together with the number. Shown to whoever filed.</param>
internal sealed record FiledResource(string Number, string TrackingCode, CaseState State, IReadOnlyList<ServiceResource> Services)
{
    public static FiledResource Of(CaseFile file) => new(file.Number, file.TrackingCode.Value, file.State, [.. file.Services.Select(s => new ServiceResource(s.Number, s.Name, s.At))]);
}
