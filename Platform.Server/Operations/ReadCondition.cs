using System.Globalization;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Operations;

/// <summary><c>GET /operations/checkup</c>: what the command <c>doctor</c> says, while the server runs.</summary>
internal static class ReadCondition
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/operations/checkup", async (Doctor doctor, ProblemTexts texts, CancellationToken ct) =>
            {
                var findings = await doctor.ExamineAsync(ct);
                return new Condition(
                    findings.Max(f => f.Gravity), [.. findings.Select(f => new Line(f.Gravity, f.Said.Code, texts.Of(f.Said, CultureInfo.CurrentUICulture)))]);
            })
            .Needs(Permissions.OperationsKeep).WithTags("Operations").Produces<Condition>().WithName("readCondition");

    /// <param name="Worst">The gravest of the findings.</param>
    internal sealed record Condition(Gravity Worst, IReadOnlyList<Line> Findings);

    /// <param name="Text">In the language of the request.</param>
    internal sealed record Line(Gravity Gravity, string Code, string Text);
}
