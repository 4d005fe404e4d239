using Platform.Model;
using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation;

internal static class EvaluationProblems
{
    public static Problem UnknownService(string projectNo, int serviceNumber) =>
        Problem.NotFound("evaluation.unknownService", ("projectNo", projectNo), ("serviceNumber", serviceNumber));

    public static Problem AlreadyRated(string projectNo, int serviceNumber) =>
        Problem.Conflict("evaluation.alreadyRated", ("projectNo", projectNo), ("serviceNumber", serviceNumber));

    public static Problem Channel(string found) => Problem.Invalid("evaluation.channel", "channel", ("value", found), ("expected", RatingChannels.Expected));

    /// <summary>A channel that is known to the platform and cannot be claimed.</summary>
    public static Problem ChannelNotYours(RatingChannel channel) => Problem.Invalid("evaluation.channel.notYours", "channel", ("value", RatingChannels.NameOf(channel)));

    public static Problem Link { get; } = Problem.Forbidden("evaluation.link");

    /// <summary>Unknown case and wrong digits alike, so that nobody learns which.</summary>
    public static Problem NoMatch { get; } = Problem.Forbidden("evaluation.noMatch");

    public static Problem UnknownTask { get; } = Problem.NotFound("evaluation.unknownTask");

    public static Problem TaskTaken(string? by) => Problem.Conflict("evaluation.taskTaken", ("by", by));

    public static Problem NotAssignee { get; } = Problem.Forbidden("evaluation.notAssignee");
}
