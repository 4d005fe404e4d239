using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Platform.Server.Hosting;

/// <summary>Ranges of numbers are whole lists before the first step of a loop is counted: one that is longer than a loop may be is refused instead.</summary>
internal sealed class LiquidRanges(int most) : AstRewriter
{
    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) => new Bounded(rangeExpression, most);

    private sealed class Bounded(RangeExpression range, int most) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var (from, to) = ((await range.From.EvaluateAsync(context)).ToNumberValue(), (await range.To.EvaluateAsync(context)).ToNumberValue());
            return to - from < most ? await range.EvaluateAsync(context) : throw new InvalidOperationException($"({from}..{to})");
        }
    }
}
