using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Moves;

/// <summary>Whether a case can go on with another version of its flow: where it stands, which the engine tells, and with what it has done.</summary>
internal static class FlowFitness
{
    /// <param name="mapping">Step of the old version to step of the new one; those it does not name keep their id.</param>
    /// <returns>Refused as <see cref="IFlowInterpreter.Move"/> does, and with <c>flow.move.compensationGone</c> where the other version cannot undo what was done, or may have been.</returns>
    public static Result<FlowMove> TryMove(IFlowInterpreter interpreter, CaseFile file, FlowDefinition from, FlowDefinition to, IReadOnlyDictionary<string, string> mapping)
    {
        var moved = interpreter.Move(from, file.Flow!, to, mapping);
        var lost = Lost(file, from, to, mapping).ToList();
        return lost.Count == 0 ? moved : Result<FlowMove>.Refused([.. moved.Succeeded ? [] : moved.Problems, .. lost]);
    }

    private static IEnumerable<Problem> Lost(CaseFile file, FlowDefinition from, FlowDefinition to, IReadOnlyDictionary<string, string> mapping)
    {
        var (before, now) = (FlowCompensation.In(from), FlowCompensation.In(to));
        var called = (file.Calls ?? []).Select(c => FlowCompensation.StepOf(c.StepId)).Where(before.ContainsKey);
        return (file.Undoable ?? []).Concat(called).Distinct()
            .Select(step => (Step: step, Now: mapping.GetValueOrDefault(step, step)))
            .Where(s => !now.ContainsKey(s.Now))
            .Select(s => Problem.Conflict("flow.move.compensationGone", ("id", s.Step), ("expected", s.Now)) with { Field = s.Step });
    }
}
