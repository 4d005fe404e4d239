using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>How commands say what they refuse.</summary>
internal static class CommandRefusals
{
    /// <summary>A line for each problem, with the field it is about. Returns the exit code.</summary>
    public static async Task<int> RefuseAsync(this TextWriter output, ProblemTexts texts, IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
        {
            await output.WriteLineAsync(problem.Field is { Length: > 0 } field ? $"{field}: {texts.Say(problem)}" : texts.Say(problem));
        }

        return 1;
    }
}
