using FluentValidation;

namespace Platform.Model.Forms;

/// <summary>The validator of one field, made from its definition; stops at the first rule that does not hold.</summary>
internal sealed class FieldValidator : AbstractValidator<FieldAnswer>
{
    public FieldValidator(FormField field, CodeTables tables, FormLimits limits)
    {
        Field = field;
        var rule = RuleFor(a => a.Value).Cascade(CascadeMode.Stop);
        foreach (var check in FieldChecks.Of(field, tables, limits))
        {
            // The message is the code: texts are made where they are shown, in the language of the person.
            rule.Must((answer, _) => check.Holds(answer)).WithErrorCode(check.Code).WithMessage(check.Code)
                .WithState(answer => new Failure(check, check.Expected?.Invoke(answer)));
        }
    }

    public FormField Field { get; }

    public void Validate(FieldAnswer answer, string path, ProblemList problems)
    {
        foreach (var failure in Validate(answer).Errors)
        {
            var (check, expected) = (Failure)failure.CustomState;
            problems.Add(check.Code, path + check.Part, Field.Label, ShownValue.Of(Field, answer.Value), expected);
        }
    }

    private sealed record Failure(FieldCheck Check, object? Expected);
}
