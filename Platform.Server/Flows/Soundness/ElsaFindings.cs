using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>Where Elsa itself would run a flow otherwise.</summary>
internal static class ElsaFindings
{
    /// <param name="proven">The flow as it runs here was explored whole; if not, that has been said.</param>
    public static IEnumerable<SoundnessFinding> Of(CompiledFlow flow, Exploration exploration, bool proven)
    {
        var paths = new Paths(exploration);
        var seen = new HashSet<ElsaDifference>();
        foreach (var situation in paths.Order)
        {
            if (situation.Elsa?.Difference is { } difference && seen.Add(difference))
            {
                var steps = Paths.Steps(paths.To(situation));
                yield return new SoundnessFinding(
                    Problem.Invalid(CodeOf(difference.Deviation), difference.Node.Path, ("id", difference.Node.Id), ("path", Paths.Text(steps, flow))),
                    Blocks: false,
                    steps);
            }
        }

        if (seen.Count == 0 && proven && exploration.Reached is { } at)
        {
            yield return new SoundnessFinding(Problem.Invalid("flow.elsaNotProven", flow.Root.Path, ("id", at), ("value", exploration.Situations.Count)), Blocks: false, []);
        }
    }

    private static string CodeOf(ElsaDeviation deviation) => deviation switch
    {
        ElsaDeviation.Skips => "flow.elsaDiffers.skips",
        ElsaDeviation.Opens => "flow.elsaDiffers.opens",
        ElsaDeviation.Cancels => "flow.elsaDiffers.cancels",
        ElsaDeviation.Keeps => "flow.elsaDiffers.keeps",
        ElsaDeviation.Faults => "flow.elsaDiffers.faults",
        _ => throw new InvalidOperationException($"Unexpected deviation {deviation}."),
    };
}
