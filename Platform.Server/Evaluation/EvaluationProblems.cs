using Platform.Model;

namespace Platform.Server.Evaluation;

internal static class EvaluationProblems
{
    public static Problem UnknownService(string projectNo, int serviceNumber) =>
        Problem.NotFound("evaluation.unknownService", ("projectNo", projectNo), ("serviceNumber", serviceNumber));

    public static Problem AlreadyRated(string projectNo, int serviceNumber) =>
        Problem.Conflict("evaluation.alreadyRated", ("projectNo", projectNo), ("serviceNumber", serviceNumber));

    public static Problem Channel(string found) => Problem.Invalid("evaluation.channel", "channel", ("value", found), ("expected", RatingChannels.Expected));

    public static Problem UnknownTask { get; } = Problem.NotFound("evaluation.unknownTask");

    public static Problem TaskTaken(string? by) => Problem.Conflict("evaluation.taskTaken", ("by", by));

    public static Problem TaskState(RatingTaskState state) => Problem.Conflict("evaluation.taskState", ("state", state.ToString()));

    public static Problem NotAssignee { get; } = Problem.Forbidden("evaluation.notAssignee");
}
