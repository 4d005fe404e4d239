using Platform.Model.Codes;

namespace Platform.Model.Identity;

/// <summary>Look-up hashes of what people are found by; every spelling of one value gives one hash.</summary>
public static class PersonalDataHashes
{
    public static string HashIdNumber(this IPersonalData personal, string idType, string idNumber) =>
        personal.LookupHash($"idNumber:{idType}", IdTypes.Normalize(idType, idNumber));

    public static string HashPhone(this IPersonalData personal, string phone) => personal.LookupHash("phone", PhoneNumbers.Normalize(phone));
}
