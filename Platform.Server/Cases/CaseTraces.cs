using System.Diagnostics;
using Platform.Model;

namespace Platform.Server.Cases;

/// <summary>A span for every command that reaches a case. The names are a contract with whoever watches them; nobody's name or number of identity is in them.</summary>
internal static class CaseTraces
{
    public const string SourceName = "Platform.Cases";

    private static readonly ActivitySource Source = new(SourceName);

    public static async Task<Result<CaseAnswer>> FollowAsync(CaseCommand command, Func<Task<Result<CaseAnswer>>> carryOut)
    {
        using var activity = Source.StartActivity("platform.case.command");
        var answer = await carryOut();
        if (activity is not null)
        {
            activity.SetTag("platform.command", command.GetType().Name).SetTag("platform.channel", command.Channel);
            if (answer.TryGet(out var done))
            {
                activity.SetTag("platform.case", done.File.Number).SetTag("platform.item", done.File.ItemCode).SetTag("platform.state", done.File.State.ToString());
            }
            else
            {
                activity.SetTag("platform.problem", answer.Problems[0].Code);
            }
        }

        return answer;
    }
}
